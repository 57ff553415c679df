"""Plain HTML from templates, in the language of the address or else of the browser."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates

from bot.i18n.messages import say
from bot.platforms.shared.host_check import LOOPBACK
from bot.platforms.web.assets import FAVICON, TEMPLATES
from bot.platforms.web.identity import preferred_language
from content.schema import Language

MAX_QUERY = 2000
_TRY_AGAIN_S = 5
_OTHER: dict[Language, Language] = {"ko": "en", "en": "ko"}
_TEMPLATES = Jinja2Templates(TEMPLATES)


def language_of(request: Request) -> Language:
    """Return the language that the address names, or else the browser."""
    asked = request.query_params.get("lang", "")
    accepted = request.headers.get("accept-language", "")
    return preferred_language(asked, accepted)


def show(
    request: Request,
    template: str,
    title: str,
    status: int = 200,
    *,
    has_chat: bool,
    **context: Any,
) -> Response:
    """Return a page; only who is on this machine finds the way to the chat on it."""
    language = language_of(request)
    other = _OTHER[language]
    query = urlencode({**request.query_params, "lang": other})
    common = {
        "language": language,
        "title": title,
        "say": partial(say, language),
        "favicon": FAVICON,
        "has_chat": has_chat and request.url.hostname in LOOPBACK,
        "other": f"?{query[:MAX_QUERY]}",
        "other_language": other,
    }
    return _TEMPLATES.TemplateResponse(request, f"{template}.html", {**common, **context}, status)


async def not_found(request: Request, error: Exception, *, has_chat: bool = True) -> Response:
    """Answer an address at which there is nothing."""
    title = say(language_of(request), "page-nothing")
    return show(request, "sentence", title, 404, has_chat=has_chat)


def unshown(request: Request) -> Response:
    """Stand in for a page that can't be built now, and try it again soon."""
    response = show(
        request, "sentence", say(language_of(request), "web-unshown"), 503, has_chat=True
    )
    response.headers["Refresh"] = str(_TRY_AGAIN_S)
    return response
