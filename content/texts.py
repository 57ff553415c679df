"""Texts for members, from Fluent files: `ko.ftl`, `en.ftl` and any `<part>.ko.ftl` of a folder."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from content.schema import LANGUAGES, Bilingual, Language

Value = str | int | float


class Texts:
    """The messages of one folder, in both languages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bundle = cache(self._read)

    def say(self, language: Language, message: str, /, **variables: Value) -> str:
        """Return the text of `message` in `language` with its variables filled in.

        Raises:
            LookupError: the message file lacks the message or a variable of it was not given.
        """
        return self._format(language, message, variables)

    def both(self, message: str, /, **variables: Value | Bilingual) -> Bilingual:
        """Return the text of `message` in both languages; so may its variables be.

        Raises:
            LookupError: as in `say`.
        """
        found = {
            language: self._format(
                language,
                message,
                {
                    name: value[language] if isinstance(value, Bilingual) else value
                    for name, value in variables.items()
                },
            )
            for language in LANGUAGES
        }
        return Bilingual(**found)

    def ids(self, language: Language) -> set[str]:
        """Return the ids of all messages of a language."""
        return set(self._bundle(language)._messages)

    def _format(self, language: Language, message: str, variables: Mapping[str, Value]) -> str:
        bundle = self._bundle(language)
        if not bundle.has_message(message):
            raise LookupError(f"no message {message!r} in {language}.ftl")
        pattern = bundle.get_message(message).value
        if pattern is None:
            raise LookupError(f"message {message!r} in {language}.ftl has no value")
        text, faults = bundle.format_pattern(pattern, dict(variables))
        if faults:
            raise LookupError(f"message {message!r} in {language}.ftl: {faults[0]}")
        return str(text)

    def _read(self, language: Language) -> FluentBundle:
        bundle = FluentBundle([language], use_isolating=False)
        files = (f"{language}.ftl", f"*.{language}.ftl")
        for path in sorted(path for pattern in files for path in self._folder.glob(pattern)):
            bundle.add_resource(FluentResource(path.read_text("utf-8")))
        return bundle
