"""A field of a form as several, where one does not hold all that it should."""

from bot.platforms.shared.text import clean, pieces
from bot.quiz.cards import InputField

PART = "#"


def text_parts(field: InputField, limit: int) -> list[InputField]:
    """Return a field as so many that they hold all of the text that it starts with."""
    texts = list(pieces(clean(field.value), limit))
    if len(texts) == 1:
        return [field]
    return [
        part(field, number, len(texts), value=text, required=field.required and number == 1)
        for number, text in enumerate(texts, 1)
    ]


def part(field: InputField, number: int, count: int, **changes: object) -> InputField:
    """Return one of the fields that stand for one; the first has its name."""
    name = field.name if number == 1 else f"{field.name}{PART}{number}"
    label = f"{field.label} {number}/{count}"
    return field.model_copy(update={"name": name, "label": label, **changes})


def name_of(part: str) -> str:
    """Return the name of the field that a part belongs to."""
    return part.partition(PART)[0]


def number_of(part: str) -> int:
    number = part.partition(PART)[2]
    return int(number) if number.isdecimal() else 1


def joined(before: str | None, text: str) -> str:
    """Return the text of a field with that of its next part."""
    return "\n".join(filter(None, [before, text]))
