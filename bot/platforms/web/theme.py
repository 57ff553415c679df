"""How the page looks, and the few lines that must run before its first paint."""

import json
from functools import cache
from pathlib import Path

from nicegui import ui

from bot.i18n.messages import say
from content.schema import Language

STATIC = Path(__file__).with_name("static")
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="9" fill="#3f51a3"/>'
    '<path d="M16 7.5a8.5 8.5 0 1 0 4.6 15.6l3 2.4" fill="none" stroke="#fff" stroke-width="3" '
    'stroke-linecap="round"/><circle cx="23" cy="12.5" r="2.6" fill="#f2b05e"/></svg>'
)


def dress(language: Language) -> None:
    """Give the page its style, its language and the banner for a lost connection."""
    ui.add_head_html(f"<style>{_asset('page.css')}</style>")
    words = json.dumps({"language": language})
    ui.add_head_html(f"<script>const page = {words};{_asset('page.js')}</script>")
    with ui.element("div").classes("lost").props("id=lost role=status data-testid=lost"):
        ui.label(say(language, "web-lost"))


@cache
def _asset(name: str) -> str:
    return (STATIC / name).read_text("utf-8")
