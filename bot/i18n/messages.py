"""Texts for members, from the Fluent files beside this module: `ko.ftl` and any `<part>.ko.ftl`."""

from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from content.schema import Language


@cache
def _bundle(language: Language) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    folder = Path(__file__).parent
    for path in sorted([*folder.glob(f"{language}.ftl"), *folder.glob(f"*.{language}.ftl")]):
        bundle.add_resource(FluentResource(path.read_text("utf-8")))
    return bundle


def say(language: Language, message: str, /, **variables: str | int | float) -> str:
    """Return the text of `message` in `language` with its variables filled in.

    Raises:
        LookupError: the message file lacks the message or a variable of it was not given.
    """
    bundle = _bundle(language)
    if not bundle.has_message(message):
        raise LookupError(f"no message {message!r} in {language}.ftl")
    pattern = bundle.get_message(message).value
    if pattern is None:
        raise LookupError(f"message {message!r} in {language}.ftl has no value")
    text, faults = bundle.format_pattern(pattern, variables)
    if faults:
        raise LookupError(f"message {message!r} in {language}.ftl: {faults[0]}")
    return str(text)


def messages(language: Language) -> set[str]:
    """Return the ids of all messages of a language."""
    return set(_bundle(language)._messages)
