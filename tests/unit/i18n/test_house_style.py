"""Texts of the bot and of demos keep to one style: the questions' words, British spelling."""

import re
from pathlib import Path

import pytest

from bot.i18n.messages import say
from content.checks import spelling
from content.schema import LANGUAGES
from tests.unit.i18n.test_one_place import DEMOS, ROOT, literals

PLACES = ("bot/i18n", "compute/texts", "content/importers/texts", "evaluators/texts")
CATALOGUES = sorted(path for place in PLACES for path in (ROOT / place).glob("*.ftl"))
TOLD = [*CATALOGUES, *sorted((ROOT / "content" / "demos").glob("*.yaml")),
        *sorted(DEMOS.glob("*.py"))]  # fmt: skip
SPACED_PERCENT = re.compile(r"\d %(?!\})")
PUBLIC_BUTTONS = ("answer", "hint", "follow-ups", "predict", "prediction-run")
MESSAGE_ID = re.compile(r"^[\w-]+ =", re.MULTILINE)
AMERICAN = re.compile(r"\b\w{3,}iz(?:e[ds]?|ers?|ing|ations?)\b")


def told(path: Path) -> str:
    """Return what people may read of a file, and what stands around it."""
    return "\n".join(literals(path)) if path.suffix == ".py" else path.read_text("utf-8")


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.name)
def test_things_are_called_what_the_questions_call_them(path: Path) -> None:
    assert dict(spelling.found(told(path))) == {}


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.name)
def test_a_percent_sign_follows_its_number_without_a_space(path: Path) -> None:
    assert SPACED_PERCENT.findall(told(path)) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_english_is_spelt_as_in_britain(path: Path) -> None:
    assert AMERICAN.findall(MESSAGE_ID.sub("", told(path))) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_buttons_that_speak_the_channels_language_are_not_named_to_members(path: Path) -> None:
    names = [say(language, f"action-{it}") for it in PUBLIC_BUTTONS for language in LANGUAGES]
    called = [f"{before}{name}" for name in names for before in ("Press ", "press ", "‘", "“")]
    assert [one for one in called if one in told(path)] == []
