"""Where the files are that browsers are sent, and the icon of every page."""

from pathlib import Path

STATIC = Path(__file__).with_name("static")
TEMPLATES = Path(__file__).with_name("templates")
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="9" fill="#3f51a3"/>'
    '<path d="M16 7.5a8.5 8.5 0 1 0 4.6 15.6l3 2.4" fill="none" stroke="#fff" stroke-width="3" '
    'stroke-linecap="round"/><circle cx="23" cy="12.5" r="2.6" fill="#f2b05e"/></svg>'
)
