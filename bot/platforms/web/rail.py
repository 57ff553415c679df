"""The left rail: brand, channels, and who is reading; a drawer on phones."""

from collections.abc import Sequence

from nicegui import ui

from bot.i18n.messages import say
from bot.platforms.web.address import PageAddress
from bot.platforms.web.welcome import switch_dialog
from bot.quiz.model import Channel

TOGGLE_RAIL = "() => window.quizmaster.toggleRail()"


def rail(address: PageAddress, channels: Sequence[Channel]) -> None:
    """Draw the rail."""
    with ui.element("nav").classes("rail").props("data-testid=rail"):
        with ui.element("div").classes("brand"):
            ui.element("span").classes("brand-mark").props("aria-hidden=true")
            with ui.element("div"):
                ui.label("quizmaster").classes("brand-name")
                ui.label(say(address.language, "web-tagline")).classes("brand-line")
        ui.label(say(address.language, "web-channels")).classes("rail-heading")
        for channel in channels:
            _channel(address, channel)
        ui.element("div").classes("spacer")
        _tools(address)
        _member(address)
    scrim = ui.element("div").classes("scrim").props("aria-hidden=true")
    scrim.on("click", js_handler=TOGGLE_RAIL)


def _channel(address: PageAddress, channel: Channel) -> None:
    link = ui.element("a").classes("channel").props("data-testid=channel")
    link.props["href"] = str(address.with_channel(channel.id))
    if channel.id == address.channel:
        link.classes("current").props("aria-current=page")
    with link:
        ui.label("#").classes("hash").props("aria-hidden=true")
        ui.label(channel.name).classes("channel-name")


def _tools(address: PageAddress) -> None:
    language = address.language
    other = address.with_language("en" if language == "ko" else "ko")
    with ui.element("div").classes("tools"):
        link = ui.element("a").classes("tool").props("data-testid=language")
        link.props["href"] = str(other)
        link.props["title"] = say(language, "web-language")
        with link:
            ui.element("span").classes("icon icon-globe").props("aria-hidden=true")
            ui.label(say(language, "web-other-language"))
        theme = ui.element("button").classes("tool").props("type=button data-testid=theme")
        theme.props["aria-label"] = theme.props["title"] = say(language, "web-theme")
        with theme.on("click", js_handler="() => window.quizmaster.toggleTheme()"):
            ui.element("span").classes("icon icon-theme").props("aria-hidden=true")


def _member(address: PageAddress) -> None:
    dialog = switch_dialog(address)
    button = ui.element("button").classes("me").props("type=button data-testid=member-switch")
    button.props["title"] = say(address.language, "web-switch-member")
    button.on("click", js_handler=f"() => document.getElementById('c{dialog.id}').showModal()")
    with button:
        ui.label(address.name[:1].upper()).classes("avatar").props("aria-hidden=true")
        with ui.element("span").classes("me-names"):
            ui.label(address.name).classes("me-name").props("data-testid=member-name")
            ui.label(say(address.language, "web-switch-member")).classes("me-action")
