"""How a list marks its questions: found once over the whole of it, before anything is read."""

import re
from collections import Counter
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

from content.importers.fields import Field, field_of_heading, split_fields
from content.importers.title import content_of, is_contents, title_of
from content.importers.wording import asks, key

MIN_SHARE = 0.5
"""Of the headings of a level, how many ask before all of them are questions."""
MIN_FLASHCARDS = 2
MIN_MARKED = 3
QUESTION_HEADINGS = ("question", "질문", "문제")


@dataclass(frozen=True)
class Style:
    """`levels` are those of headings that are questions even where their words don't ask.

    `headings` are the keys of all headings, which a table of contents repeats. Most bare questions
    of a list that `answers_below` have their answer in the next paragraph. One that `is_marked`
    has headings, entries, labels or captions for some of its questions, and one that `is_starred`
    rates some by several stars. `blanks` are the keys of headings that a form repeats for each
    question.
    """

    levels: frozenset[int] = frozenset()
    headings: frozenset[str] = frozenset()
    blanks: frozenset[str] = frozenset()
    answers_below: bool = False
    is_marked: bool = False
    is_flashcards: bool = False
    is_starred: bool = False


def survey(nodes: list[SyntaxTreeNode], text: str) -> Style:
    """Look at every heading, bold paragraph, entry and caption of a list."""
    headings = [(int(one.tag[1]), title_of(one)) for one in nodes if one.type == "heading"]
    asking, counted = Counter[int](), Counter[int]()
    for level, title in headings:
        if title and not is_contents(title) and field_of_heading(title) is None:
            counted[level] += 1
            asking[level] += asks(title)
    levels = {
        one for one in counted if counted[one] > 1 and asking[one] >= MIN_SHARE * counted[one]
    }
    return Style(
        levels=frozenset(levels),
        headings=frozenset(key(title) for _, title in headings),
        blanks=_blanks(
            [title_of(one) or content_of(one) for one in nodes if one.type == "heading"]
        ),
        answers_below=_answers_below(nodes),
        is_marked=_marked(nodes, text) >= MIN_MARKED,
        is_flashcards=_holds_flashcards(text),
        is_starred=re.search(r"(?:[★⭐🌟]\ufe0f?){2}", text) is not None,
    )


def _blanks(titles: list[str]) -> frozenset[str]:
    """Return the headings that stand as often as one that says "Question" does, where one does."""
    times = Counter(map(key, titles))
    asked = max(times[name] for name in QUESTION_HEADINGS)
    return frozenset(one for one in times if asked > 1 and times[one] == asked)


def _marked(nodes: list[SyntaxTreeNode], text: str) -> int:
    """Count the questions that a heading, an entry, a label or a caption marks."""
    lists = [node for node in nodes if node.type.endswith("_list")]
    titles = [title_of(one) for one in nodes if one.type == "heading"]
    titles += [title_of(entry) for node in lists for entry in node.children]
    labelled = [
        name is Field.QUESTION or (offset == 0 and piece.startswith("**"))
        for node in nodes
        if node.type == "paragraph"
        for name, piece, offset in split_fields(content_of(node))
    ]
    captions = re.findall(r"(?i)<summary\b", text)
    return sum(map(asks, titles)) + sum(labelled) + len(captions)


def _answers_below(nodes: list[SyntaxTreeNode]) -> bool:
    """Tell whether most paragraphs that ask have one below that doesn't."""
    asking = [one.type == "paragraph" and asks(content_of(one)) for one in nodes]
    answered = [
        below.type == "paragraph" and not asks(content_of(below))
        for asked, below in zip(asking, nodes[1:], strict=False)
        if asked
    ]
    return sum(answered) > sum(asking) / 2


def _holds_flashcards(text: str) -> bool:
    """Tell a list that says so, by a tag, or by a question before a double colon."""
    if re.search(r"(?i)(?:#|tags:.{0,200}\b)(?:flash)?cards?\b", text):
        return True
    return len(re.findall(r"(?m)^[^`\n]*[?？]\s*:::?\s*\S", text)) >= MIN_FLASHCARDS
