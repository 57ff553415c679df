"""A list of terms that asks nothing: `term - what it means` on each line, read as flashcards."""

import re
from collections.abc import Iterator
from statistics import median

from content.importers.item import Item, SourceLine
from content.importers.report import ImportReport
from content.importers.source import ImportSource
from content.importers.title import plain
from content.importers.why import Why
from content.importers.wording import asks_last

MIN_TERMS = 3
MOSTLY = 0.6
MAX_TERM_WORDS = 5
MIN_MEANING_WORDS = 3
"""In the middle: a to-do list has a name, a day or a word of state behind its dashes."""
MAX_TASKS = 0.2

_CARD = re.compile(
    r"(?:[-*+•]\s+|\d{1,3}[.)]\s+)?(?P<term>[^\s:.,!?–—-][^:!?]{0,60}?)\s+[-–—]{1,2}\s+(?P<meaning>\S.*)"
)
_PLANNED = re.compile(
    r"\[[ x]\]|\b(?:todo|done|asap|wip)\b|할 ?일|\d{1,2}:\d{2}|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
    r"|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri)\b|[월화수목금토일]요일"
    r"|\b(?:week|day|chapter|step|phase|part|session|lecture|section)\s*\d|\d\s?(?:주차|일차|단계|회차|장|월)",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"(?:fix|buy|call|write|send|read|review|update|add|remove|check|finish|prepare|schedule|pay|will"
    r"|e?mail|book|ask|clean|test|deploy|merge|implement|make|get|meet|to)\b.*"
    r"|.*(?:하기|쓰기|보기|사기|읽기|만들기|고치기|보내기)",
    re.IGNORECASE,
)


def read(source: ImportSource, report: ImportReport) -> list[Item]:
    """Return the terms of a glossary, each answered by its meaning; nothing of any other text."""
    found = list(_blocks(source.text))
    cards = [(at, card) for at, text in found if (card := _CARD.fullmatch(text))]
    if len(cards) < MOSTLY * len(found) or not _is_glossary([card for _, card in cards]):
        return []
    for at, text in found:
        if not _CARD.fullmatch(text):
            report.skipped(SourceLine(source.name, at), text, Why("no-question-read"))
    items = [
        Item(plain(card["term"]), SourceLine(source.name, at), answers=[card["meaning"]])
        for at, card in cards
    ]
    report.doubt(items[0].place, items[0].text, Why("read-as-terms", count=len(items)))
    return items


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with its number, and with those right below it that are no card."""
    first, held = 0, list[str]()
    for number, line in enumerate(map(str.strip, text.split("\n")), 1):
        if held and (not line or _CARD.fullmatch(line) or not _CARD.fullmatch(held[0])):
            yield first, " ".join(held)
            held = []
        if line and not held:
            first = number
        if line:
            held.append(line)
    if held:
        yield first, " ".join(held)


def _is_glossary(cards: list[re.Match[str]]) -> bool:
    """Tell terms and meanings from tasks, plans, minutes and talk."""
    terms = [card["term"] for card in cards]
    meanings = [card["meaning"] for card in cards]
    if len(set(map(str.casefold, terms))) < max(MIN_TERMS, len(terms)):
        return False
    if any(_PLANNED.search(card[0]) or asks_last(card[0], plainly=True) for card in cards):
        return False
    tasks = sum(any(map(_TASK.fullmatch, (card["term"], card["meaning"]))) for card in cards)
    return (
        tasks <= MAX_TASKS * len(cards)
        and max(len(term.split()) for term in terms) <= MAX_TERM_WORDS
        and median(len(one.split()) for one in meanings) >= MIN_MEANING_WORDS
    )
