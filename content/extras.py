"""The libraries that not everybody installs: grading needs none of them, demos do."""

import importlib.metadata
import importlib.util
import json
import shlex
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

NAME = "quizmaster"
DEMOS = ("sklearn", "torch")


def origin() -> Mapping[str, Any]:
    """Return where we were installed from, as pip and uv note it; nothing if that was an index."""
    ours = _installed(NAME)
    noted = ours.read_text("direct_url.json") if ours else None
    found: Mapping[str, Any] = json.loads(noted or "{}")
    return found


def _installed(name: str) -> importlib.metadata.Distribution | None:
    """Return what is installed of a name; looking for pip as a module would upset setuptools."""
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def adding(extra: str, origin: Mapping[str, Any], has_pip: bool = True) -> str:
    """Return the command that adds an extra to this Python.

    It names where quizmaster came from, lest somebody else's be taken from an index. Without pip
    it was uv that brought us.
    """
    wanted = _wanted(extra, origin)
    if origin and not has_pip:
        return shlex.join(["uvx", "--from", wanted, NAME])
    is_editable = origin.get("dir_info", {}).get("editable", False)
    options = ["--editable"] if is_editable else []
    return shlex.join([sys.executable, "-m", "pip", "install", *options, wanted])


def _wanted(extra: str, origin: Mapping[str, Any]) -> str:
    url = str(origin.get("url", ""))
    if url.startswith("file:"):
        return f"{unquote(urlsplit(url).path)}[{extra}]"
    kind = origin.get("vcs_info", {}).get("vcs")
    source = f"{kind}+{url}" if kind else url
    return f"{NAME}[{extra}] @ {source}" if source else f"{NAME}[{extra}]"


_ORIGIN, _HAS_PIP = origin(), _installed("pip") is not None
INSTALL_DEMOS = adding("demos", _ORIGIN, _HAS_PIP)
INSTALL_ALL = adding("compute", _ORIGIN, _HAS_PIP)
INSTALLS = {
    **dict.fromkeys(DEMOS, INSTALL_DEMOS),
    **dict.fromkeys(("scipy", "sentence_transformers", "transformers"), INSTALL_ALL),
    "ray": adding("ray", _ORIGIN, _HAS_PIP),
}
"""How to install each module that may be missing."""


def missing_for_demos() -> list[str]:
    """Return the modules that demos lack here, without importing any."""
    return [name for name in DEMOS if importlib.util.find_spec(name) is None]
