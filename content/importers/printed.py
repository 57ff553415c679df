"""Our own export as a document, edited or not: questions as headings, a label before each fact.

A text given in one language alone stands for both. A question added by hand needs no ID line.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from markdown_it.tree import SyntaxTreeNode
from pydantic import ValidationError

from content.exporters.labels import FieldLabel, labelled
from content.exporters.markdown import LEVELS
from content.exporters.prose import typed
from content.importers.fields import bare_text, links_of
from content.importers.item import MAX_TEXT, BadInput, Item, SourceLine
from content.importers.records import Record, linked
from content.importers.report import ImportReport, because
from content.importers.source import ImportSource
from content.importers.why import Why
from content.schema import LANGUAGES, Language, Question

Texts = dict[Language, str]

_MAX_MARKDOWN = 3 * MAX_TEXT  # two characters for one, and two spaces at a line's end

_ID = re.compile(r"`[a-z0-9-]+` · ")
_RANK = re.compile(
    r"`(?P<id>[a-z0-9-]+)` · (?P<topic>[a-z0-9-]+) · (?P<kind>[a-z]+)"
    rf" · (?:{'|'.join(LEVELS.values())}) (?P<difficulty>[1-5])/5"
)
_LINKED = re.compile(r"(?P<title>.+) <(?P<url>https://[^\s<>]+)>")
_DEMO = re.compile(r"`(?P<name>[^`]+)`(?: (?P<ticks>`+)(?P<params>\{.*\})(?P=ticks))?")


@dataclass
class _Fact:
    """What stands behind one label, or between a heading and the first one."""

    kind: FieldLabel
    language: Language
    line: int
    weight: str = ""
    markdown: str = ""
    """The rest of the line of the label."""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


@dataclass
class _Draft:
    """A question before it is checked."""

    heading: str
    line: int
    follows: bool
    rest: _Fact
    facts: list[_Fact] = field(default_factory=list)

    def of(self, *kinds: FieldLabel) -> list[_Fact]:
        return [one for one in self.facts if one.kind in kinds and one.text]

    def wording(self, id_: str) -> str:
        """Return the heading and what goes on below it; an id is no part of it."""
        if self.heading == id_ and self.rest.text:
            return self.rest.text
        lines = "\n".join(self.rest.lines).removeprefix("\n")
        return f"{self.heading}\n{lines}".strip()


def is_ours(nodes: Iterable[SyntaxTreeNode]) -> bool:
    """Tell our own export by a line that begins with a question's id."""
    return any(
        (found := labelled(line)) and found[0] is FieldLabel.ID and _ID.match(found[3])
        for node in nodes
        if node.type == "paragraph"
        for line in node.children[0].content.split("\n")
    )


def read(source: ImportSource, nodes: Iterable[SyntaxTreeNode], report: ImportReport) -> list[Item]:
    """Return the questions of the document, in order.

    A question that breaks the schema is told and left out.
    """
    outline = _Outline(source, report)
    for node in nodes:
        outline.add(node)
    return linked(_records(source, outline.drafts, report), report)


class _Outline:
    """Gives each block to the label or the heading above it."""

    def __init__(self, source: ImportSource, report: ImportReport) -> None:
        self.drafts: list[_Draft] = []
        self._source = source
        self._report = report
        self._lines = source.text.split("\n")
        self._fact: _Fact | None = None
        self._end = 0

    def add(self, node: SyntaxTreeNode) -> None:
        start, end = node.map or (0, 0)
        raw = self._lines[start:end]
        if node.type == "heading":
            self._heading(node, start + 1)
        elif node.type == "paragraph":
            self._paragraph(raw, start)
        elif node.type != "hr" and (node.type != "html_block" or bare_text("\n".join(raw))):
            self._keep(raw, start)
        self._end = end

    def _heading(self, node: SyntaxTreeNode, line: int) -> None:
        text = self._typed(node.children[0].content, line)
        if node.tag == "h1" or not text:
            self._fact = None
            if self.drafts:
                place = SourceLine(self._source.name, line)
                self._report.skipped(place, text, Why("heading-of-none"))
            return
        follows = node.tag != "h2"
        if follows and not self.drafts:
            place = SourceLine(self._source.name, line)
            self._report.doubt(place, text, Why("follows-none"))
            follows = False
        self._fact = _Fact(FieldLabel.QUESTION, "ko", line)
        self.drafts.append(_Draft(text, line, follows, self._fact))

    def _paragraph(self, lines: list[str], start: int) -> None:
        prose: list[str] = []
        for number, line in enumerate(lines, start):
            found = labelled(line.lstrip(" ")) if self.drafts else None
            if found is None:
                prose.append(line)
                continue
            self._keep_prose(prose, number - len(prose))
            kind, language, weight, rest = found
            self._fact = _Fact(kind, language, number + 1, weight, rest.strip())
            self.drafts[-1].facts.append(self._fact)
            self._end, prose = number, [rest]
        self._keep_prose(prose, start + len(lines) - len(prose))

    def _keep_prose(self, lines: list[str], start: int) -> None:
        if lines:
            self._keep([self._typed("\n".join(lines), start + 1)], start)

    def _typed(self, markdown: str, line: int) -> str:
        if len(markdown) > _MAX_MARKDOWN:
            raise self._source.refusal(Why("text-too-long", limit=MAX_TEXT), line)
        return typed(markdown)

    def _keep(self, lines: list[str], start: int) -> None:
        if self._fact is None:
            text = "\n".join(lines)
            place = SourceLine(self._source.name, start + 1)
            self._report.skipped(place, text, Why("of-no-question"))
        else:
            self._fact.lines += self._lines[self._end : start] + lines


def _records(source: ImportSource, drafts: list[_Draft], report: ImportReport) -> Iterator[Record]:
    topic = next((one["topic"] for draft in drafts if (one := _topic(draft))), "general")
    main: Item | None = None
    for number, draft in enumerate(drafts, 1):
        place = SourceLine(source.name, draft.line)
        try:
            rank = _rank(source, draft)
            topic = rank.get("topic", topic)
            named = {"id": f"new-{number}", "topic": topic} | rank
            question = Question.model_validate(named | _fields(draft, rank, report, source))
        except ValidationError as exc:
            report.skipped(place, draft.heading, because(exc))
            continue
        except BadInput as exc:
            report.skipped(SourceLine(source.name, exc.line or 0), draft.heading, exc.why)
            continue
        if not rank:
            report.doubt(place, question.text.ko, Why("no-id-line"))
        parent = main if draft.follows else None
        item = Item(question.text.ko, place, parent, id=rank.get("id", ""), given=question)
        main = parent or item
        yield Record(item)


def _topic(draft: _Draft) -> re.Match[str] | None:
    return next(filter(None, (_RANK.fullmatch(one.text) for one in draft.of(FieldLabel.ID))), None)


def _rank(source: ImportSource, draft: _Draft) -> dict[str, Any]:
    """Return the id, topic, kind and difficulty, or nothing for a question without an ID line."""
    for fact in draft.of(FieldLabel.ID):
        found = _RANK.fullmatch(fact.text)
        if found is None:
            raise source.refusal(Why("id-line"), fact.line)
        return found.groupdict() | {"difficulty": int(found["difficulty"])}
    return {}


def _fields(
    draft: _Draft, rank: dict[str, Any], report: ImportReport, source: ImportSource
) -> dict[str, Any]:
    texts = _joined(draft.of(FieldLabel.QUESTION))
    heading = draft.wording(rank.get("id", ""))
    missing = [one for one in LANGUAGES if one not in texts]
    fields: dict[str, Any] = {
        "text": texts | dict.fromkeys(missing, heading),
        "references": {
            one: [fact.text for fact in draft.of(FieldLabel.ANSWER) if fact.language == one]
            for one in LANGUAGES
        },
        "hints": [_both(pair) for pair in _pairs(draft.of(FieldLabel.HINT))],
        "key_points": list(_key_points(draft)),
        "misconceptions": list(_misconceptions(draft, report, source)),
        "sources": [one for fact in draft.of(FieldLabel.SOURCE) for one in _sources(fact)],
    }
    for name, kind in (("lead", FieldLabel.LEAD), ("explanation", FieldLabel.EXPLANATION)):
        if texts := _joined(draft.of(kind)):
            fields[name] = _both(texts)
    for fact in draft.of(FieldLabel.DEMO):
        fields["demo"] = _demo(source, fact)
    for fact in draft.of(FieldLabel.FIGURE):
        fields["figure"] = fact.text.strip("`")
    return fields


def _joined(facts: list[_Fact]) -> Texts:
    texts: Texts = {}
    for one in facts:
        above = texts.get(one.language)
        texts[one.language] = f"{above}\n\n{one.text}" if above else one.text
    return texts


def _both(texts: Texts) -> Texts:
    """Let a text of one language stand for both."""
    (some, *_) = texts.values()
    return {one: texts.get(one, some) for one in LANGUAGES}


def _pairs(facts: list[_Fact]) -> list[Texts]:
    """Put a text and its translation right below together."""
    pairs: list[Texts] = []
    for one in facts:
        if not pairs or one.language in pairs[-1]:
            pairs.append({})
        pairs[-1][one.language] = one.text
    return pairs


def _key_points(draft: _Draft) -> Iterator[dict[str, Any]]:
    facts = draft.of(FieldLabel.KEY_POINT)
    weights = {fact.text: fact.weight for fact in facts if fact.weight}
    for number, texts in enumerate(_pairs(facts), 1):
        weight = next((weights[text] for text in texts.values() if text in weights), 1)
        yield {"id": f"point-{number}", "text": _both(texts), "weight": weight}


def _misconceptions(
    draft: _Draft, report: ImportReport, source: ImportSource
) -> Iterator[dict[str, Texts]]:
    wrongs: list[dict[str, Texts]] = []
    for fact in draft.of(FieldLabel.MISCONCEPTION, FieldLabel.WHY):
        if fact.kind is FieldLabel.MISCONCEPTION:
            if not wrongs or fact.language in wrongs[-1]["text"]:
                wrongs.append({"text": {}, "why": {}})
            wrongs[-1]["text"][fact.language] = fact.text
        elif wrongs:
            wrongs[-1]["why"][fact.language] = fact.text
        else:
            place = SourceLine(source.name, fact.line)
            report.skipped(place, fact.text, Why("reason-of-none"))
    for wrong in wrongs:
        yield {name: _both(texts) for name, texts in wrong.items() if texts}


def _sources(fact: _Fact) -> list[dict[str, str]]:
    if found := _LINKED.fullmatch(fact.markdown):
        return [{"title": typed(found["title"]), "url": found["url"]}]
    links = [(title, url) for title, url in links_of(fact.text) if url.startswith("https://")]
    return [{"title": title, "url": url} for title, url in links] or [{"title": fact.text}]


def _demo(source: ImportSource, fact: _Fact) -> dict[str, Any]:
    if found := _DEMO.fullmatch(fact.text):
        try:
            return {"name": found["name"], "params": json.loads(found["params"] or "{}")}
        except (ValueError, RecursionError):
            pass
    raise source.refusal(Why("demo-line"), fact.line)
