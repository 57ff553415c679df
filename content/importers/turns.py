"""Who says what in a chat: whose words ask, and whose answer."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from content.importers import opening
from content.importers.adverts import is_advert
from content.importers.fields import Field, split_fields
from content.importers.wording import asks_last, is_placeholder

_MENTION = re.compile(r"@([^\n@]{1,40})")
MIN_LABELLED = 2
_ASKING = (Field.QUESTION, Field.FOLLOW_UP)
_UNKNOWN = re.compile(
    r"\W*(?:(?:음+|아+|글쎄요?|이건|그건|저[는도]?|아직|잘|sorry|hm+|honestly)\W+){0,4}"
    r"(?:(?:잘 ?)?모르겠(?:어요?|습니다|네요?|음|는데요?)"
    r"|(?:(?:i )?(?:don['’]?t|do not) know|no idea|idk)(?: (?:this|that)(?: one)?| yet)?)"
    r"(?:\W+(?:.{0,20}(?:찾아|알아|공부|확인|조사).{0,12}|(?:i['’]ll|i will|let me) .{0,40}))?"
    r"[\Wㅋㅎㅠㅜ]*",
    re.IGNORECASE,
)
_LAUGHTER = re.compile(r"[ㅋㅎㅠㅜ\W]*")


class Turn(NamedTuple):
    """What one says at a time, from the line that names them."""

    who: str
    at: int
    said: Sequence[str]

    @property
    def text(self) -> str:
        return "\n".join(self.said).strip()


def cut(lines: Sequence[str], *heads: re.Pattern[str]) -> list[Turn]:
    """Cut a chat at the lines that name who says what follows; the last turn is a paragraph.

    A line that only tells the time goes on with whoever spoke above it.
    """
    tried = ((at, head.fullmatch(line)) for at, line in enumerate(lines) for head in heads)
    found = [(at, one) for at, one in tried if one]
    if not found:
        return []
    last = found[-1][0]
    end = next((at for at in range(last + 1, len(lines)) if not lines[at].strip()), len(lines))
    ends = [*(after for _, (after, _) in pairwise(found)), end]
    cut: list[Turn] = []
    for (at, one), end in zip(found, ends, strict=True):
        who = (one["who"] or "").strip() or (cut[-1].who if cut else "")
        cut.append(Turn(who, at, [one["text"] or "", *lines[at + 1 : end]]))
    return cut


def posed(lines: Sequence[str], turns: Sequence[Turn]) -> list[str]:
    """Return the lines with a label where one asks and where another answers, and without names.

    What who asked adds to it is left out, unless nobody else says anything.
    """
    names = {turn.who for turn in turns}
    by_label, is_talk = _asks_by_label(turns), False
    posed, asker, label = list(lines), "", ""
    for turn in turns:
        said = [_MENTION.sub(lambda found: _unnamed(found, names), line) for line in turn.said]
        fields = [name for name, _, _ in split_fields(turn.text)]
        is_asked = _asks(turn.text, plainly=asker not in ("", turn.who))
        is_asked = is_asked and not is_advert(turn.text)
        if _is_labelled(fields) or (fields[0] is None and is_asked and not by_label):
            asker, label, is_talk = turn.who, "" if Field.ANSWER in fields else "A: ", False
            said = _asked(said)
        elif is_advert(turn.text) or _knows_nothing(turn.text):
            said = [""] * len(said)
        elif fields[0] is not None:
            label, is_talk = "", False
        elif is_asked or is_talk:
            is_talk = not label
            said = [""] * len(said)
        elif _says_nothing(turn.text) or (turn.who == asker and len(names) > 1):
            said = [""] * len(said)
        else:
            at = _begin(said)
            said[at], label = f"{label}{said[at]}", ""
        posed[turn.at : turn.at + len(said)] = said
    return posed


def _asks_by_label(turns: Sequence[Turn]) -> bool:
    """Tell a chat in which most who ask label it, so that "All here?" is but talk."""
    fields = [[name for name, _, _ in split_fields(turn.text)] for turn in turns]
    labelled = [turn.who for turn, held in zip(turns, fields, strict=True) if _is_labelled(held)]
    others = [
        turn.who
        for turn, held in zip(turns, fields, strict=True)
        if held[0] is None and not _is_labelled(held) and _asks(turn.text, plainly=True)
    ]
    is_most = len(labelled) > len(others) and len(set(labelled)) > len(set(others) - set(labelled))
    return len(labelled) >= MIN_LABELLED and is_most


def _is_labelled(fields: Sequence[Field | None]) -> bool:
    return fields[0] in _ASKING or (fields[0] is None and Field.QUESTION in fields)


def _asks(text: str, plainly: bool) -> bool:
    return asks_last(opening.split(text)[0], plainly)


def _knows_nothing(text: str) -> bool:
    """Tell an answer that only says that there is none."""
    (name, said, _), *others = split_fields(text)
    return name in (None, Field.ANSWER) and not others and _UNKNOWN.fullmatch(said) is not None


def _says_nothing(text: str) -> bool:
    return is_placeholder(text) or _LAUGHTER.fullmatch(text) is not None


def _begin(said: Sequence[str]) -> int:
    """Return which line is the first that says anything."""
    return next((at for at, line in enumerate(said) if line.strip()), 0)


def _asked(said: Sequence[str]) -> list[str]:
    """Return a turn with a label before each question, without what leads to the first."""
    begin = next((at for at, text in _paragraphs(said) if _poses(text)), _begin(said))
    pieces = split_fields("\n".join(said[begin:]))
    if len(pieces) > 1 and pieces[0][0] is None and not _asks(pieces[0][1], plainly=False):
        begin += pieces[1][2]
        pieces = split_fields("\n".join(said[begin:]))
    asked = [""] * begin + list(said[begin:])
    for name, _, offset in pieces:
        if name in (None, Field.QUESTION):
            (_, text, _), *_ = split_fields(asked[begin + offset])
            asked[begin + offset] = f"Q: {text}"
    return asked


def _paragraphs(said: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield each paragraph of a turn with its first line."""
    starts = [at for at, line in enumerate(said) if line.strip()]
    starts = [at for at in starts if not at or not said[at - 1].strip()]
    for at, end in zip_longest(starts, starts[1:]):
        yield at, "\n".join(said[at:end])


def _poses(text: str) -> bool:
    return any(name in _ASKING for name, _, _ in split_fields(text)) or _asks(text, plainly=False)


def _unnamed(mention: re.Match[str], names: Collection[str]) -> str:
    """Return what stands behind the name of somebody who is in the chat."""
    text = mention[1]
    for end in range(len(text), 0, -1):
        if text[:end] in names:
            return text[end:].removeprefix("님").lstrip()
    return mention[0]
