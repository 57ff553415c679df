"""Questions that ask what another question of the bank asks already."""

from collections.abc import Iterator

from content.checks.finding import Finding
from content.importers.item import Item, SourceLine
from content.importers.merge import Group, merge
from content.importers.report import ImportReport
from content.loader import Bank
from content.schema import LANGUAGES, Language


def repeated(bank: Bank) -> Iterator[Finding]:
    """Find questions that the importer would take for one, in either language."""
    for language in LANGUAGES:
        for group in _groups(bank, language):
            first, *others = (bank.questions[item.id] for item in group.items)
            for question in others:
                if language != LANGUAGES[0] and question.text.ko == question.text.en:
                    continue
                message = f"asks the same as {first.id!r}"
                yield Finding(question.id, ("text", language), message, "repeated-question")


def _groups(bank: Bank, language: Language) -> Iterator[Group]:
    """Yield the wordings as the importer groups them; a follow-up keeps to its own question."""
    items: dict[str, Item] = {}
    for id_, question in bank.questions.items():
        parent = items.get(bank.parents.get(id_, ""))
        items[id_] = Item(question.text[language], SourceLine(id_, 1), parent, id=id_)
    for group in merge(items.values(), ImportReport()):
        yield from (group, *group.children)
