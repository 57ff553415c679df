"""Asks a visitor for a name. A plain HTML form: the name goes into the address, nowhere else."""

from nicegui import ui

from bot.i18n.messages import say
from bot.platforms.web.address import PageAddress
from bot.platforms.web.identity import MAX_NAME
from content.schema import Language


def welcome(address: PageAddress) -> None:
    """Fill the page with the question for a name; an address with a bad name says why."""
    language = address.language
    with ui.element("div").classes("welcome"), ui.element("div").classes("welcome-card"):
        ui.element("span").classes("brand-mark").props("aria-hidden=true")
        _heading(say(language, "web-welcome-title"), "h1")
        _text(say(language, "web-welcome-text"))
        error = say(language, "web-welcome-error", limit=MAX_NAME) if address.name else ""
        _name_form(address, say(language, "web-welcome-enter"), error)
        _text(say(language, "web-welcome-tabs"), "tip")


def switch_dialog(address: PageAddress) -> ui.element:
    """Add the closed dialog in which a member takes another name; `showModal` opens it."""
    language = address.language
    dialog = ui.element("dialog").classes("form-dialog small").props("aria-labelledby=switch-title")
    with dialog:
        _heading(say(language, "web-switch-title"), "h2").props("id=switch-title")
        _text(say(language, "web-switch-text"))
        _name_form(address, say(language, "web-welcome-enter"), "", is_closable=True)
        _text(say(language, "web-welcome-tabs"), "tip")
    return dialog


def _name_form(address: PageAddress, submit: str, error: str, *, is_closable: bool = False) -> None:
    language = address.language
    with ui.element("form").props("method=get action=/").classes("name-form"):
        with ui.element("label").props("for=name-input").classes("field-label"):
            ui.label(say(language, "web-welcome-name"))
        _name_input(language, "" if is_closable else address.name)
        _hidden("lang", language)
        _hidden("channel", address.channel or "")
        if error:
            with ui.element("p").classes("form-error").props("role=alert data-testid=name-error"):
                ui.label(error)
        with ui.element("div").classes("form-footer"):
            if is_closable:
                with _button("button", "secondary").on(
                    "click", js_handler="(event) => event.target.closest('dialog').close()"
                ):
                    ui.label(say(language, "web-cancel"))
            with _button("submit", "primary").props("data-testid=name-submit"):
                ui.label(submit)


def _name_input(language: Language, value: str) -> None:
    field = ui.element("input").props(
        "id=name-input name=name type=text required autofocus autocomplete=off "
        f"maxlength={MAX_NAME} data-testid=name-input"
    )
    field.props["value"] = value[:MAX_NAME]
    field.props["placeholder"] = say(language, "web-welcome-placeholder")


def _hidden(name: str, value: str) -> None:
    field = ui.element("input").props(f"type=hidden name={name}")
    field.props["value"] = value


def _button(kind: str, style: str) -> ui.element:
    return ui.element("button").props(f"type={kind}").classes(f"button {style}")


def _heading(text: str, tag: str) -> ui.element:
    with ui.element(tag) as heading:
        ui.label(text)
    return heading


def _text(text: str, style: str = "lead") -> None:
    with ui.element("p").classes(style):
        ui.label(text)
