"""Forms as Slack's modals, and what comes back when one is sent."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from bot.platforms.shared.buttons import NO_DRAFT
from bot.platforms.shared.field_parts import joined, name_of, number_of, text_parts
from bot.platforms.shared.text import ELLIPSIS, clean, clip, flat
from bot.platforms.slack.events import Payload, SlackEvent
from bot.platforms.slack.text import Json, line, literal, plain, words
from bot.quiz.cards import Form, InputField, Option
from bot.quiz.model import Attachment

FORM = "qm:form"

MAX_BLOCKS = 100
MAX_TITLE = 24  # of the modal and of its buttons
MAX_FULL_TITLE = 300
MAX_ERROR = 500
MAX_INTRO = 3000
MAX_LABEL = 300  # Slack takes 2000, which is no label
MAX_PLACEHOLDER = 150
MAX_INPUT = 3000
MAX_OPTIONS = 100
MAX_OPTION = 75
MAX_OPTION_VALUE = 150
MAX_RADIO = 4
MAX_CHECKBOXES = 10

SEARCHED = frozenset({"demo", "question", "timezone"})
_CHOICES = frozenset({"choice", "choices"})


def modal(form: Form, metadata: str, close: str, draft: Mapping[str, str] = NO_DRAFT) -> Json:
    """Return the form's modal; `draft` is what its fields start with.

    `metadata` comes back with what is sent (at most 3000 characters), and `close` is written on
    the button that gives up. What the list of demos or time zones completes is asked for while
    the member types, in a field's own name. A text that is longer than a field holds takes several.

    Raises:
        ValueError: the form has no field, or too many.
    """
    fields = list(_fields(form, draft))
    inputs = [_input(field) for field in fields]
    names, above = [field.name for field in fields], _error(form)
    if form.error_field in names:
        below = names.index(form.error_field) + 1
        inputs[below:below], above = above, []
    blocks = [*_title(form), *above, *_intro(form), *inputs]
    if not inputs or len(blocks) > MAX_BLOCKS:
        raise ValueError(
            f"a modal takes 1 to {MAX_BLOCKS} blocks, {form.command} has {len(blocks)}"
        )
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": metadata,
        "title": _plain(form.title, MAX_TITLE),
        "submit": _plain(form.submit, MAX_TITLE),
        "close": _plain(close, MAX_TITLE),
        "blocks": blocks,
    }


def _fields(form: Form, draft: Mapping[str, str]) -> Iterator[InputField]:
    """Yield the fields with what they start with."""
    for field in form.fields:
        started = field.model_copy(update={"value": draft.get(field.name, field.value)})
        if field.kind == "paragraph":
            yield from text_parts(started, MAX_INPUT)
        elif field.kind not in _CHOICES or _options(field.options):
            yield started


def metadata(button: str, opened_in: SlackEvent | None) -> str:
    """Return what a modal is to bring back: what it does, and where its member opened it.

    No response URL is in it, for members' own programs can read it.
    """
    where = (opened_in.channel, opened_in.thread, opened_in.root) if opened_in else ()
    return " ".join((button, *where))


def button_id(view: Payload) -> str:
    return str(view.get("private_metadata")).partition(" ")[0]


def opened_in(view: Payload, sent: SlackEvent) -> SlackEvent | None:
    """Return where the modal was opened that was `sent`; None if that was with the bot."""
    _, *where = str(view.get("private_metadata")).split(" ")
    if not where:
        return None
    channel, thread, root = where
    return replace(sent, form="", channel=channel, thread=thread, message=root)


def _plain(text: str, limit: int) -> Json:
    return plain(flat(clean(text)) or ELLIPSIS, limit)


def _title(form: Form) -> Iterator[Json]:
    """Yield the title if it does not fit above."""
    title = line(form.title, MAX_FULL_TITLE)
    if len(title) > MAX_TITLE:
        yield _rich(title, bold=True)


def _error(form: Form) -> list[Json]:
    error = line(form.error, MAX_ERROR)
    return [_rich(f"⚠️ {error}", bold=True)] if error else []


def _intro(form: Form) -> Iterator[Json]:
    if intro := clip(literal(form.intro).strip(), MAX_INTRO):
        yield _rich(intro)


def _rich(text: str, **style: bool) -> Json:
    section = {"type": "rich_text_section", "elements": [words(text, **style)]}
    return {"type": "rich_text", "elements": [section]}


def _input(field: InputField) -> Json:
    """Return a field under its label; blocks and elements are called by the field's name."""
    return {
        "type": "input",
        "block_id": field.name,
        "label": plain(flat(clean(field.label)) or field.name, MAX_LABEL),
        "element": _element(field) | {"action_id": field.name},
        "optional": not field.required,
    }


def _element(field: InputField) -> Json:
    if field.kind == "file":
        return {"type": "file_input", "max_files": 1}
    if field.kind == "choices":
        return _several(field)
    if field.kind == "choice":
        return _one(field)
    if field.completes in SEARCHED:
        return _search(field)
    return _text(field)


def _text(field: InputField) -> Json:
    """Return a field that holds all it starts with; if that is too much, the quiz says so."""
    is_line = field.kind == "line"
    start = clip(clean(flat(field.value) if is_line else field.value), MAX_INPUT)
    limit = min(max(1, field.max_length, len(start)), MAX_INPUT)
    return {
        "type": "plain_text_input",
        "multiline": not is_line,
        "max_length": limit,
        **({"initial_value": start} if start else {}),
        **_placeholder(field),
    }


def _search(field: InputField) -> Json:
    """Return a choice among more than a form can hold, to be offered as the member types."""
    start = _options([Option(value=field.value, label=field.value)])
    return {
        "type": "external_select",
        "min_query_length": 0,
        **({"initial_option": start[0]} if start else {}),
        **_placeholder(field),
    }


def _one(field: InputField) -> Json:
    """Return a choice: few stand open to one tap, unless they could not be taken back."""
    is_open = field.required and len(_options(field.options)) <= MAX_RADIO
    options, chosen = _offered(field.options, {field.value})
    start = {"initial_option": chosen[0]} if chosen else {}
    if is_open:
        return {"type": "radio_buttons", "options": options, **start}
    return {"type": "static_select", "options": options, **start, **_placeholder(field)}


def _several(field: InputField) -> Json:
    options, chosen = _offered(field.options, set(field.value.split(",")))
    start = {"initial_options": chosen} if chosen else {}
    if len(options) <= MAX_CHECKBOXES:
        return {"type": "checkboxes", "options": options, **start}
    return {"type": "multi_static_select", "options": options, **start, **_placeholder(field)}


def _offered(options: Sequence[Option], values: Set[str]) -> tuple[list[Json], list[Json]]:
    """Return the options there is room for, in order, and those of them chosen already."""
    made = _options(options)
    first = sorted(made, key=lambda option: option["value"] not in values)[:MAX_OPTIONS]
    offered = [option for option in made if option in first]
    return offered, [option for option in offered if option["value"] in values]


def _options(options: Sequence[Option]) -> list[Json]:
    """Return one option for each value that Slack takes."""
    named: dict[str, Json] = {}
    for option in options:
        if 0 < len(option.value) <= MAX_OPTION_VALUE:
            label = option.label if flat(clean(option.label)) else option.value
            named.setdefault(option.value, _plain(label, MAX_OPTION))
    return [{"text": name, "value": value} for value, name in named.items()]


def _placeholder(field: InputField) -> Json:
    text = flat(clean(field.placeholder))
    return {"placeholder": plain(text, MAX_PLACEHOLDER)} if text else {}


def values(view: Mapping[str, Any]) -> dict[str, str]:
    """Return what was filled in, by field, from the view of a submission.

    Several choices are joined by commas, the parts of a text by line breaks, and a file is an
    `Attachment` in JSON. Whatever is not as it should be is skipped.
    """
    found: dict[str, str] = {}
    for part, state in sorted(_states(view), key=lambda state: number_of(state[0])):
        name = name_of(part)
        match state:
            case {"value": str(value)}:
                found[name] = joined(found.get(name), value)
            case {"selected_option": {"value": str(value)}}:
                found[name] = value
            case {"selected_options": list(chosen)}:
                found[name] = ",".join(_chosen(chosen))
            case {"files": list(files)}:
                found[name] = _file(files)
            case {"value": None} | {"selected_option": None}:
                found.setdefault(name, "")
    return found


def _chosen(options: Sequence[Any]) -> Iterator[str]:
    for option in options:
        match option:
            case {"value": str(value)}:
                yield value


def _file(files: Sequence[Any]) -> str:
    """Return the file that was sent; empty if there is none that Slack keeps."""
    match files:
        case [{"name": str(name), "size": int(size), "url_private_download": str(source)}, *_]:
            return Attachment(name, size, source).as_field
    return ""


def _states(view: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    match view:
        case {"state": {"values": dict(blocks)}}:
            for states in blocks.values():
                if isinstance(states, dict):
                    yield from states.items()


def errors(view: Mapping[str, Any], message: str, field: str = "") -> dict[str, str]:
    """Return the `errors` that answer a submission: a sentence at the field it is about.

    What is about none of them stands at the first, and a view without fields gets none.
    """
    names = list(_inputs(view))
    if not names:
        return {}
    return {field if field in names else names[0]: line(message, MAX_ERROR)}


def _inputs(view: Mapping[str, Any]) -> Iterator[str]:
    blocks = view.get("blocks")
    for block in blocks if isinstance(blocks, list) else []:
        match block:
            case {"type": "input", "block_id": str(id)}:
                yield id
