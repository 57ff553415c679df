"""Merged questions as a deck: ids, the schema's fields, and files that appear all at once."""

import os
import re
import tempfile
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from content.importers import points
from content.importers.item import MAX_TEXT, BadInput, Item
from content.importers.lookalikes import repair
from content.importers.merge import Group, Step
from content.importers.report import ImportReport, because
from content.importers.why import Why
from content.importers.wording import language_of
from content.loader import ORDER, PACKAGED, load
from content.schema import Bilingual, KeyPoint, Question, References, Source

MAX_KEY_POINTS = 12
ID_WORDS = 5
ID_LENGTH = 40
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Unwritable(Exception):
    """The deck cannot be put where it was asked for."""


def is_slug(name: str) -> bool:
    return len(name) <= ID_LENGTH and _SLUG.fullmatch(name) is not None


def questions(
    groups: Iterable[Group], deck: str, report: ImportReport, step: Step = lambda: None
) -> list[Question]:
    """Return each group as a question with its follow-ups.

    Raises:
        BadInput: two questions bring the same id, or one breaks the schema.
    """
    groups = list(groups)
    maker = _Maker(deck, groups, report)
    made = []
    for group in groups:
        follow_ups = [maker.question(child) for child in group.children]
        made.append(maker.question(group, follow_ups))
        step()
    return made


def _every(groups: Iterable[Group]) -> Iterator[Group]:
    for group in groups:
        yield group
        yield from group.children


class _Maker:
    def __init__(self, deck: str, groups: list[Group], report: ImportReport) -> None:
        self._deck = deck
        self._report = report
        items = (item for group in _every(groups) for item in group.items)
        self._is_answered = any(item.is_answered for item in items)
        self._ids: dict[int, str] = {}
        self._name(list(_every(groups)))

    def _name(self, groups: list[Group]) -> None:
        """Keep the ids that lists bring, then make the rest from the wording."""
        taken: dict[str, Item] = {}
        for group in groups:
            item = next((item for item in group.items if item.id), None)
            if item is None:
                continue
            if item.id in taken:
                where = taken[item.id].place.named
                raise BadInput(Why("same-id", id=repr(item.id), where=where), *item.place)
            taken[item.id] = item
            self._ids[id(group)] = item.id
        for number, group in enumerate(groups, 1):
            if id(group) not in self._ids:
                name = _free(_slug(group.text) or f"{self._deck}-{number}", taken)
                taken[name] = group.first
                self._ids[id(group)] = name

    def question(self, group: Group, follow_ups: Iterable[Question] = ()) -> Question:
        given = next((item.given for item in group.items if item.given), None)
        fields: dict[str, Any] = {
            "topic": self._deck,
            "text": self._wording(group),
        }
        if level := next((item.difficulty for item in group.items if item.difficulty), None):
            fields["difficulty"] = level
        if given is not None:
            fields = {name: value for name, value in given if value not in (None, ())}
        answers = group.gathered(lambda item: item.model_answers)
        notes = group.gathered(lambda item: item.background)
        programs = [one for one in answers if points.is_code(one, group.text)]
        picks = [one for one in answers if points.is_pick(one, group.text)]
        ungraded = programs + picks
        answers = [one for one in answers if one not in ungraded]
        is_draft = not answers and not (given and given.has_reference)
        told = [Why("code-answer")] * bool(programs) + [Why("picked-answer")] * bool(picks)
        self._tell_ungraded(group, told, is_draft)
        notes = ungraded + notes
        fields |= {
            "id": self._ids[id(group)],
            "references": self._references(answers, group, given),
            "follow_ups": tuple(follow_ups),
        }
        if made := self._key_points(group, answers) or _proposed(answers):
            fields.setdefault("key_points", made)
        if notes:
            explanation = Bilingual.same(self._fitting("\n\n".join(notes), group.first))
            fields.setdefault("explanation", explanation)
        if hints := group.gathered(lambda item: item.hints):
            said = tuple(Bilingual.same(self._fitting(one, group.first)) for one in hints)
            fields.setdefault("hints", said)
        if sources := self._sources(group):
            fields.setdefault("sources", sources)
        try:
            return Question.model_validate(fields)
        except ValidationError as exc:
            raise BadInput(because(exc), *group.first.place) from exc

    def _tell_ungraded(self, group: Group, why: Sequence[Why], is_draft: bool) -> None:
        """Tell what of a question can't be graded; of a list without answers, not each of them."""
        place = group.first.place
        if is_draft and not why and self._is_answered:
            why = [Why("no-answer")]
        for one in why:
            if is_draft:
                self._report.draft(place, group.text, Why("draft", why=one))
            else:
                self._report.doubt(place, group.text, one)

    def _wording(self, group: Group) -> Bilingual:
        texts = [group.text, *filter(None, (item.translation for item in group.items))]
        found = {language_of(text): self._fitting(text, group.first) for text in reversed(texts)}
        own = found[language_of(group.text)]
        return Bilingual(ko=found.get("ko", own), en=found.get("en", own))

    def _references(self, answers: list[str], group: Group, given: Question | None) -> References:
        held = References() if given is None else given.references
        texts: dict[str, list[str]] = {"ko": list(held.ko), "en": list(held.en)}
        for answer in answers:
            text = self._fitting(answer, group.first)
            if text not in texts[language_of(text)]:
                texts[language_of(text)].append(text)
        return References(ko=tuple(texts["ko"]), en=tuple(texts["en"]))

    def _key_points(self, group: Group, answers: list[str]) -> tuple[KeyPoint, ...]:
        """Return the keywords of a question as points, or else the items of an answer of them."""
        keywords = group.gathered(lambda item: item.keywords) or points.listed("".join(answers[:1]))
        if len(keywords) > MAX_KEY_POINTS:
            why = Why("keywords-cut", count=len(keywords), kept=MAX_KEY_POINTS)
            self._report.doubt(group.first.place, group.text, why)
        said = "\n".join(answers).casefold()
        made: dict[str, KeyPoint] = {}
        for number, keyword in enumerate(keywords[:MAX_KEY_POINTS], 1):
            text = self._fitting(keyword, group.first)
            name = _free(_slug(text) or f"point-{number}", made)
            terms = (text,) if text.casefold() in said else ()
            made[name] = KeyPoint(id=name, text=Bilingual.same(text), terms=terms)
        return tuple(made.values())

    def _sources(self, group: Group) -> tuple[Source, ...]:
        links = {url: title for item in group.items for title, url in item.links}
        found = []
        for url, title in links.items():
            usable = re.fullmatch(r"https://\S{1,492}", url)
            if not usable:
                self._report.doubt(group.first.place, url, Why("no-https"))
            found.append(Source(title=title[:MAX_TEXT], url=url if usable else None))
        return tuple(found)

    def _fitting(self, text: str, item: Item) -> str:
        text = text.strip()
        if len(text) <= MAX_TEXT:
            return text
        self._report.doubt(item.place, item.text, Why("text-cut", limit=MAX_TEXT))
        return text[: MAX_TEXT - 2].rstrip() + " …"


def _proposed(answers: list[str]) -> tuple[KeyPoint, ...]:
    """Return the sentences of the first answer as points, for the team to go on from."""
    stated = points.sentences(answers[0][:MAX_TEXT]) if answers else []
    return tuple(
        KeyPoint(
            id=f"point-{number}",
            text=Bilingual.same(text[:MAX_TEXT]),
            needed=number <= points.NEEDED,
        )
        for number, text in enumerate(stated, 1)
    )


def _slug(text: str) -> str:
    """Return the first English words as an id, or nothing when there are none."""
    text, _ = repair(text)
    words = re.findall(r"[a-z][a-z0-9]*", text.casefold())
    words = [word for word in words if len(word) > 1]
    return "-".join(words[:ID_WORDS])[:ID_LENGTH].strip("-")


def _free(name: str, taken: Container[str]) -> str:
    if name not in taken:
        return name
    return next(free for n in count(2) if (free := f"{name}-{n}") not in taken)


def check_target(folder: Path) -> None:
    """Refuse a folder that holds more than a deck, before any work is done.

    Raises:
        Unwritable: it is the packaged bank, no folder, holds files that no deck has, or cannot be
            looked at.
    """
    try:
        _check_target(folder)
    except OSError as exc:
        raise Unwritable(f"{folder} cannot be looked at: {exc.strerror}") from exc


def _check_target(folder: Path) -> None:
    real = folder.resolve()
    if real == PACKAGED.resolve() or PACKAGED.resolve() in real.parents:
        raise Unwritable("the packaged questions are never overwritten")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Unwritable(f"{folder} is not a folder")
    if folder.exists() and not all(_is_of_a_deck(one) for one in folder.iterdir()):
        raise Unwritable(f"{folder} holds other things than a deck, name another folder")


def _is_of_a_deck(file: Path) -> bool:
    is_named = file.suffix == ".yaml" or file.name == ORDER
    return is_named and file.is_file() and not file.is_symlink()


def write(made: list[Question], folder: Path, step: Step = lambda: None) -> None:
    """Put one file per main question in the folder: all of them, or the folder stays as it was.

    Raises:
        Unwritable: the folder cannot be written, or what was written does not read back.
    """
    check_target(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
            fresh, old = Path(scratch, "new"), Path(scratch, "old")
            fresh.mkdir()
            for question in made:
                (fresh / f"{question.id}.yaml").write_text(_yaml(question), encoding="utf-8")
                step()
            order = "".join(f"{question.id}\n" for question in made)
            (fresh / ORDER).write_text(order, encoding="utf-8")
            _read_back(made, fresh)
            _swap(fresh, folder, old)
    except OSError as exc:
        raise Unwritable(f"{folder} cannot be written: {exc.strerror}") from exc


def _read_back(made: list[Question], folder: Path) -> None:
    bank = load(folder)
    if bank.faults:
        raise Unwritable(f"the deck does not read back: {bank.faults[0]}")
    if list(bank.mains()) != made:
        raise Unwritable("the deck does not read back as it was written")


def _swap(fresh: Path, folder: Path, old: Path) -> None:
    if not folder.exists():
        os.rename(fresh, folder)
        return
    os.rename(folder, old)
    try:
        os.rename(fresh, folder)
    except BaseException:
        os.rename(old, folder)
        raise


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes several lines as a block, so that a deck can be edited by hand."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _yaml(question: Question) -> str:
    data = question.model_dump(mode="json", exclude_defaults=True)
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
