"""A bank written for other programs: to print, to edit in a sheet, to study in Anki, to keep.

Every export is a function of the questions alone: the same bank gives the same bytes. Only Anki
also needs a time, by which it tells that a card is newer; that is when the bank's files changed.
"""

from typing import TYPE_CHECKING, Literal

from content.exporters.files import STANDARD as STANDARD
from content.exporters.files import save as save

if TYPE_CHECKING:
    from content.loader import Bank
    from content.schema import Language

Format = Literal["markdown", "csv", "anki", "anki-text", "json"]


def export(bank: "Bank", format: Format, title: str, languages: "tuple[Language, ...]") -> bytes:
    """Return the whole file. JSON always holds both languages, as the schema does."""
    from content.exporters import anki, csv, json, markdown

    if format == "markdown":
        return markdown.export(bank, title, languages).encode()
    if format == "csv":
        return csv.export(bank, languages).encode("utf-8-sig")
    if format == "anki":
        return anki.export(bank, title, languages)
    if format == "anki-text":
        return anki.export_text(bank, title, languages).encode()
    return json.export(bank, title).encode()
