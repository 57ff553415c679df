"""How the page looks, and the few lines that must run before its first paint."""

import json
from functools import cache

from nicegui import ui

from bot.i18n.messages import say
from bot.platforms.web.assets import STATIC
from content.schema import Language


def dress(language: Language) -> None:
    """Give the page its style, its language and the banner for a lost connection."""
    ui.add_head_html(f"<style>{_asset('page.css')}</style>")
    words = json.dumps({"language": language})
    scripts = _asset("theme.js") + _asset("page.js")
    ui.add_head_html(f"<script>const page = {words};{scripts}</script>")
    with ui.element("div").classes("lost").props("id=lost role=status data-testid=lost"):
        ui.label(say(language, "web-lost"))


@cache
def _asset(name: str) -> str:
    return (STATIC / name).read_text("utf-8")
