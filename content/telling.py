"""Says about one run of a demo what is true of that run.

Conditions are Jinja's expressions, sentences its templates with single braces: `{loss|fmt(".3g")}`.
They see the params and metrics of the run by name, the demo's `values`, and what is here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from content.base import LANGUAGES, Bilingual
from content.demo_words import Alternatives, DemoWords, Sentence
from content.numerals import josa, percent, some


def fmt(value: float, form: str) -> str:
    """Return a number in this form, 0 without a sign; "g" writes it in full below a million."""
    text = f"{float(value):z{form}}"
    is_short = form.endswith("g") and "e+0" in text and abs(float(text)) < 1e6
    return f"{float(text):,.0f}" if is_short else text


def size(gb: float, gap: str = "") -> str:
    """Return gigabytes as "0.34GB", or in MB or kB where that would be less than 0.1."""
    units = {"GB": gb, "MB": 1e3 * gb, "kB": 1e6 * gb}
    unit = next((unit for unit, amount in units.items() if amount >= 0.1), "GB")
    form = ",.0f" if gb >= 1000 else ".3g"
    return f"{units[unit]:{form}}{gap}{unit}"


def plain(value: object) -> str:
    return fmt(value, "g") if isinstance(value, float) else str(value)


def listing(values: Sequence[object]) -> str:
    return ", ".join(map(plain, values))


def with_josa(value: object, after_consonant: str, after_vowel: str) -> str:
    return josa(plain(value), after_consonant, after_vowel)


_JINJA = ImmutableSandboxedEnvironment(
    variable_start_string="{",
    variable_end_string="}",
    undefined=StrictUndefined,
    autoescape=False,
    keep_trailing_newline=False,
)
_JINJA.filters |= {
    "fmt": fmt,
    "percent": percent,
    "size": size,
    "count": lambda value: fmt(value, ",.0f"),
    "g": plain,
    "listing": listing,
    "josa": with_josa,
    "some": some,
}
_JINJA.globals |= {"abs": abs, "min": min, "max": max, "len": len, "all": all, "any": any}


@dataclass(frozen=True)
class Told:
    """What is said of a run; `outcome` is the right choice of the demo's prediction, if any."""

    headline: Bilingual
    caption: Bilingual
    alt: Bilingual
    outcome: str = ""


class Telling:
    """The words of one demo, ready to be said."""

    def __init__(self, words: DemoWords) -> None:
        self._words = words

    def tell(self, params: Mapping[str, Any], metrics: Mapping[str, float]) -> Told:
        """Return what is true of a run with these params that measured these metrics.

        Raises:
            ValueError: an expression or template cannot be understood, or names what a run lacks.
        """
        known = self.known(params, metrics)
        words = self._words
        parts = [said(one, known) for one in words.caption]
        caption = [both(part, known) for part in parts if part]
        return Told(
            headline=both(first(words.headline, known), known),
            caption=Bilingual(
                ko=" ".join(one.ko for one in caption), en=" ".join(one.en for one in caption)
            ),
            alt=both(words.alt, known),
            outcome=self._outcome(known),
        )

    def known(self, params: Mapping[str, Any], metrics: Mapping[str, float]) -> dict[str, Any]:
        """Return all that sentences may name: metrics, params, what finds them, and values."""
        known = {**metrics, **params, **_finders(metrics), "terms": self._words.terms}
        for name, expression in self._words.values.items():
            known[name] = evaluate(expression, known)
        return known

    def _outcome(self, known: Mapping[str, Any]) -> str:
        prediction = self._words.prediction
        choices = prediction.choices.items() if prediction else ()
        return next((name for name, one in choices if is_true(one, known)), "")


def said(part: Sentence | Alternatives, known: Mapping[str, Any]) -> Sentence | None:
    """Return the sentence of a part that is true, if one is."""
    choices = (part,) if isinstance(part, Sentence) else part
    return next((one for one in choices if is_true(one, known)), None)


def first(choices: Alternatives, known: Mapping[str, Any]) -> Sentence:
    found = said(choices, known)
    if found is None:
        raise ValueError("no headline is true of this run")
    return found


def is_true(sentence: Sentence, known: Mapping[str, Any]) -> bool:
    return not sentence.when or bool(evaluate(sentence.when, known))


def both(text: Bilingual, known: Mapping[str, Any]) -> Bilingual:
    """Return a text with what is known filled in; `term` names things in its language."""
    terms: Mapping[str, Bilingual] = known["terms"]
    return Bilingual(
        ko=filled(text.ko, {**known, "term": lambda name: terms[name].ko}),
        en=filled(text.en, {**known, "term": lambda name: terms[name].en}),
    )


def filled(template: str, known: Mapping[str, Any]) -> str:
    try:
        return str(_template(template).render(known))
    except (TemplateError, LookupError, TypeError, ValueError) as exc:
        raise ValueError(f"{template!r}: {exc}") from exc


def evaluate(expression: str, known: Mapping[str, Any]) -> Any:
    try:
        return _expression(expression)(**known)
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as exc:
        raise ValueError(f"{expression!r}: {exc}") from exc


def sentences(words: DemoWords) -> Iterator[tuple[str, Sentence]]:
    """Yield every sentence that may be said of a run, with its place in the file."""
    for index, one in enumerate(words.headline):
        yield f"headline.{index}", one
    for index, part in enumerate(words.caption):
        for which, one in enumerate((part,) if isinstance(part, Sentence) else part):
            yield f"caption.{index}.{which}", one
    for name, one in words.prediction.choices.items() if words.prediction else ():
        yield f"prediction.choices.{name}", one


def unreadable(words: DemoWords) -> Iterator[tuple[str, str]]:
    """Yield what cannot be parsed, with its place."""
    texts = [("alt", getattr(words.alt, language), _template) for language in LANGUAGES]
    texts += [(f"values.{name}", one, _expression) for name, one in words.values.items()]
    for place, sentence in sentences(words):
        texts += [(place, getattr(sentence, language), _template) for language in LANGUAGES]
        texts += [(place, sentence.when, _expression)] if sentence.when else []
    for place, text, parsed in texts:
        try:
            parsed(text)
        except TemplateError as exc:
            yield place, f"{text!r}: {exc}"


@cache
def _template(source: str) -> Any:
    return _JINJA.from_string(source)


@cache
def _expression(source: str) -> Any:
    return _JINJA.compile_expression(source, undefined_to_none=False)


def _finders(metrics: Mapping[str, float]) -> dict[str, Any]:
    """Return functions that find the metrics of items, whose names end in the item."""

    def of(prefix: str, item: object) -> float:
        return metrics[f"{prefix}{plain(item)}"]

    def series(prefix: str, items: Sequence[object]) -> list[float]:
        return [of(prefix, item) for item in items]

    def lowest(prefix: str, items: Sequence[Any]) -> Any:
        return min(items, key=lambda item: of(prefix, item))

    def highest(prefix: str, items: Sequence[Any]) -> Any:
        return max(items, key=lambda item: of(prefix, item))

    return {"of": of, "series": series, "lowest": lowest, "highest": highest}
