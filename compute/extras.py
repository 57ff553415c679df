"""The libraries that not everybody installs: grading needs none of them, demos do."""

import importlib.util

INSTALL_DEMOS = "pip install 'quizmaster[demos]'"
INSTALL_ALL = "pip install 'quizmaster[compute]'"
DEMOS = ("sklearn", "torch")
INSTALLS = {
    **dict.fromkeys(DEMOS, INSTALL_DEMOS),
    **dict.fromkeys(("scipy", "sentence_transformers", "transformers"), INSTALL_ALL),
    "ray": "pip install 'quizmaster[ray]'",
}
"""How to install each module that may be missing."""


def missing_for_demos() -> list[str]:
    """Return the modules that demos lack here, without importing any."""
    return [name for name in DEMOS if importlib.util.find_spec(name) is None]
