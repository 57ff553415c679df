"""Forms as Discord modals, and what comes back when one is sent.

A modal holds five components, a text among them.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import Any

import discord

from bot.i18n.messages import say
from bot.platforms.discord.text import escape
from bot.platforms.shared.field_parts import joined, name_of, part, text_parts
from bot.platforms.shared.text import ELLIPSIS, clean, clip, flat
from bot.quiz.cards import Form, InputField, Option
from bot.quiz.model import Attachment
from content.schema import Language

MAX_COMPONENTS = 5
MAX_TITLE = 45
MAX_LABEL = 45
MAX_DESCRIPTION = 100
MAX_PLACEHOLDER = 100
MAX_INPUT = 4000
MAX_OPTIONS = 25
MAX_OPTION = 100
MAX_INTRO = 2000
MAX_ERROR = 500
SENT_ONLY = ("file",)
"""Fields that only an upload fills: where a file is kept is for Discord to say, not for members."""

UNSHOWN = "#unshown"
"""Ends the name of an arg that says what is chosen in a field and stands in none of its lists."""

_CHOICES = ("choice", "choices")
_NOTHING: Mapping[str, str] = MappingProxyType({})


def modal(form: Form, custom_id: str, draft: Mapping[str, str] = _NOTHING) -> discord.ui.Modal:
    """Return the form's modal, already stopped; `draft` is what its fields start with.

    What one field does not hold takes several, as far as there is room for them.

    Raises:
        ValueError: the form has too many fields.
    """
    laid_out, text = _laid_out(form, draft)
    view = discord.ui.Modal(
        title=_line(form.title, MAX_TITLE) or ELLIPSIS, custom_id=custom_id, timeout=None
    )
    if text:
        view.add_item(discord.ui.TextDisplay(text))
    fields = [field for field, _ in laid_out]
    refused = next((f for f in fields if f.name == form.error_field), fields[0])
    has_room = _has_room(fields)
    for field, parts in laid_out:
        error = form.error if field is refused and not has_room else ""
        note = error or _left_out(form.language or "en", field, parts)
        for one in parts:
            view.add_item(_label(one, note))
    view.stop()
    return view


def unshown(form: Form, draft: Mapping[str, str] = _NOTHING) -> dict[str, str]:
    """Return what is chosen already and had no room in the form's modal, for `filled_in`."""
    hidden = {}
    for field, parts in _laid_out(form, draft)[0]:
        if field.kind == "choices":
            offered = {option for part in parts for option in part.options}
            kept = [one.value for one in field.options if one not in offered]
            hidden[field.name + UNSHOWN] = ",".join(one for one in kept if one in _chosen(field))
    return {name: chosen for name, chosen in hidden.items() if chosen}


def filled_in(args: Mapping[str, str], data: Mapping[str, Any]) -> dict[str, str]:
    """Return a form's args with what was filled in. What was chosen and not shown stays chosen."""
    found = {**args, **values(data)}
    for name in [one for one in found if one.endswith(UNSHOWN)]:
        field, chosen = name.removesuffix(UNSHOWN), found.pop(name)
        found[field] = ",".join(filter(None, [found.get(field), chosen]))
    return found


def _laid_out(
    form: Form, draft: Mapping[str, str]
) -> tuple[list[tuple[InputField, list[InputField]]], str]:
    """Return each field with what stands for it, and the text above them if there is room."""
    fields = _fitting(form, draft)
    text = _text(form) if _has_room(fields) else ""
    room = MAX_COMPONENTS - bool(text) - len(fields)
    laid_out = []
    for field in fields:
        parts = _parts(field, 1 + room)
        room -= len(parts) - 1
        laid_out.append((field, parts))
    return laid_out, text


def _has_room(fields: Sequence[InputField]) -> bool:
    return sum(map(_selects, fields)) < MAX_COMPONENTS


def _fitting(form: Form, draft: Mapping[str, str]) -> list[InputField]:
    """Return the fields that can be filled in, with what they start with."""
    fields = [
        f.model_copy(update={"value": draft.get(f.name, f.value)})
        for f in form.fields
        if f.options or f.kind not in _CHOICES
    ]
    if not 0 < len(fields) <= MAX_COMPONENTS:
        names = ", ".join(field.name for field in fields)
        raise ValueError(f"a modal takes 1 to {MAX_COMPONENTS} fields, {form.command} has {names}")
    return fields


def _parts(field: InputField, most: int) -> list[InputField]:
    """Return a field as up to `most`, where one does not hold or offer all.

    Where a choice is required, any of them may have it.
    """
    if field.kind == "paragraph":
        parts = text_parts(field, MAX_INPUT)
        return parts if len(parts) <= most else [field]
    if field.kind not in _CHOICES:
        return [field]
    count = min(_selects(field), most)
    options = _offered(field, count * MAX_OPTIONS)
    if count == 1:
        return [field.model_copy(update={"options": options})]
    starts = range(0, count * MAX_OPTIONS, MAX_OPTIONS)
    return [
        part(field, number, count, options=options[at : at + MAX_OPTIONS], required=False)
        for number, at in enumerate(starts, 1)
    ]


def _selects(field: InputField) -> int:
    """Return how many components it takes to offer all there is to choose from."""
    return max(1, -(-len(field.options) // MAX_OPTIONS)) if field.kind == "choices" else 1


def _left_out(language: Language, field: InputField, parts: Sequence[InputField]) -> str:
    """Return how many there was no room for; nothing if all are there."""
    count = len(field.options) - sum(len(part.options) for part in parts)
    return say(language, "discord-options-left-out", count=count) if count else ""


def _text(form: Form) -> str:
    """Return what is wrong and what it is about."""
    error = clip(flat(escape(form.error)), MAX_ERROR)
    intro = clip(escape(form.intro).strip(), MAX_INTRO)
    return "\n\n".join(filter(None, [error and f"**{error}**", intro]))


def _label(field: InputField, note: str) -> discord.ui.Label[discord.ui.Modal]:
    """Return a field under its label; what a short label cannot say stands below it."""
    label = _line(field.label, MAX_LABEL) or field.name
    rest = "" if label == flat(field.label) else field.label
    return discord.ui.Label(
        text=label,
        description=_line(note or rest, MAX_DESCRIPTION) or None,
        component=_component(field),
    )


def _component(field: InputField) -> discord.ui.Item[discord.ui.Modal]:
    if field.kind == "file":
        return _upload(field)
    return _select(field) if field.kind in _CHOICES else _input(field)


def _upload(field: InputField) -> discord.ui.FileUpload[discord.ui.Modal]:
    least = 1 if field.required else 0
    return discord.ui.FileUpload(
        custom_id=field.name, required=field.required, min_values=least, max_values=1
    )


def _input(field: InputField) -> discord.ui.TextInput[discord.ui.Modal]:
    """Return a field that holds all it starts with; if that is too much, the quiz says so."""
    is_line = field.kind == "line"
    start = clip(clean(flat(field.value) if is_line else field.value), MAX_INPUT)
    return discord.ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.short if is_line else discord.TextStyle.paragraph,
        placeholder=_line(field.placeholder, MAX_PLACEHOLDER) or None,
        default=start or None,
        required=field.required,
        max_length=min(max(1, field.max_length, len(start)), MAX_INPUT),
    )


def _select(field: InputField) -> discord.ui.Select[discord.ui.Modal]:
    is_multiple = field.kind == "choices"
    chosen = _chosen(field)
    return discord.ui.Select(
        custom_id=field.name,
        min_values=1 if field.required else 0,
        max_values=len(field.options) if is_multiple else 1,
        required=field.required,
        options=[
            discord.SelectOption(
                label=_line(option.label, MAX_OPTION) or option.value,
                value=option.value,
                default=option.value in chosen,
            )
            for option in field.options
        ],
    )


def _chosen(field: InputField) -> Set[str]:
    return set(field.value.split(",")) if field.kind == "choices" else {field.value}


def _offered(field: InputField, most: int) -> tuple[Option, ...]:
    """Return the options there is room for, in order; what is chosen already is among them."""
    chosen = _chosen(field)
    first = sorted(field.options, key=lambda option: option.value not in chosen)[:most]
    return tuple(option for option in field.options if option in first)


def _line(text: str, limit: int) -> str:
    return clip(flat(clean(text)), limit)


def values(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what was filled in, by field, from the data of a submission.

    Several choices are joined by commas, those of a field's parts together, and the parts of a
    text by line breaks; a file is an `Attachment` in JSON, none is nothing.
    Whatever is not as it should be is skipped.
    """
    found: dict[str, str] = {}
    for component in _inputs(data.get("components")):
        match component:
            case {
                "type": discord.ComponentType.file_upload.value,
                "custom_id": str(name),
                "values": list(sent),
            }:
                found[name] = _sent(sent, data)
            case {"custom_id": str(id)} if name_of(id) in SENT_ONLY:
                continue
            case {"custom_id": str(id), "value": str(value)}:
                found[name_of(id)] = joined(found.get(name_of(id)), value)
            case {"custom_id": str(id), "values": list(chosen)}:
                name = name_of(id)
                named = [value for value in chosen if isinstance(value, str)]
                found[name] = ",".join(filter(None, [found.get(name), *named]))
    return found


def _sent(ids: Sequence[Any], data: Mapping[str, Any]) -> str:
    """Return the file that was sent, as the submission itself describes it."""
    match ids, data.get("resolved"):
        case [str(id), *_], {"attachments": {**described}}:
            return _described(described.get(id))
    return ""


def _described(attachment: Any) -> str:
    match attachment:
        case {"filename": str(name), "size": int(size), "url": str(url)}:
            return Attachment(name, size, url).as_field
    return ""


def _inputs(components: Any) -> Iterator[Any]:
    """Yield what stands in labels, or in the rows of old."""
    for component in components if isinstance(components, list) else []:
        match component:
            case {"component": inner}:
                yield inner
            case {"components": list(inner)}:
                yield from inner
