"""The small types that every part of the schema is made of."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=48)]
ParamValue = bool | int | float | str


class Strict(BaseModel):
    """Immutable, and an unknown field is an error: a misspelt one must not pass in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(Strict):
    """One text in Korean and English."""

    ko: Text
    en: Text

    @classmethod
    def same(cls, text: str) -> Self:
        """Return a text that stands in the language it was written in, whoever reads it."""
        return cls(ko=text, en=text)

    def __getitem__(self, language: Language) -> str:
        return self.ko if language == "ko" else self.en
