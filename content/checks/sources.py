"""Whether a reader could look a source up; nothing is fetched, only the form is looked at."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from content.checks.finding import Rule, Said
from content.schema import Question

_HOST = re.compile(r"([\w-]+\.)+[^\W\d_][\w-]+")
_PLACEHOLDER = re.compile(r"(.*\.)?(example\.(com|org|net)|(test|example|invalid|localhost|local))")
_YEAR = re.compile(r"\b(1[89]|20)\d\d\b")


def _form(question: Question) -> Said:
    for index, source in enumerate(question.sources):
        if source.url is None and not _YEAR.search(source.title):
            message = "can't be looked up: give its year and where it appeared, or a url"
            yield ("sources", index, "title"), message
        elif source.url is not None and (trouble := _trouble(source.url)):
            yield ("sources", index, "url"), trouble


def _trouble(url: str) -> str | None:
    """Return what keeps an https address from being a page that anybody can open."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "is no address"
    if "@" in parts.netloc:
        return "must not name a user"
    if not _HOST.fullmatch(host):
        return f"{host!r} is no public host"
    if _PLACEHOLDER.fullmatch(host):
        return f"{host!r} is only a placeholder"
    return None


def _repeated(question: Question) -> Said:
    seen: dict[str, int] = {}
    for index, source in enumerate(question.sources):
        name = source.url.rstrip("/") if source.url else source.title
        first = seen.setdefault(name.casefold(), index)
        if first != index:
            yield ("sources", index), f"repeats source {first}"


RULES: Mapping[str, Rule] = {"broken-source": _form, "repeated-source": _repeated}
