"""Which demo somebody means, be it by its title, or may have meant by a name that none has."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from content.demo import DemoSpec
from content.schema import LANGUAGES, Bilingual

MOST, MAX_NAME = 3, 48
_ALIKE, _NEARLY = 0.5, 0.2
_SHORTEST = 4


def called(given: str, demos: Sequence[DemoSpec]) -> DemoSpec | None:
    """Return the demo of a name, or of a title that only one has."""
    wanted = given.lower()
    named = next((demo for demo in demos if demo.name == wanted), None)
    titled = [demo for demo in demos if wanted in _lower(demo.title)]
    return named or (titled[0] if len(titled) == 1 else None)


def by_name(given: Mapping[str, str], demo: DemoSpec) -> dict[str, str]:
    """Return values by their params' names, where they were given by titles, as forms show them."""
    names = {title: param.name for param in demo.params for title in _lower(param.title)}
    return {names.get(key.lower(), key): value for key, value in given.items()}


def nearest(given: str, demos: Sequence[DemoSpec]) -> list[DemoSpec]:
    """Return the few demos whose name or title is most like what was given, the likest first."""
    wanted = given[:MAX_NAME].lower()
    alike = sorted(((_likeness(wanted, demo), demo) for demo in demos), key=lambda one: -one[0])
    least = max(_ALIKE, alike[0][0] - _NEARLY) if alike else _ALIKE
    return [demo for likeness, demo in alike[:MOST] if likeness >= least]


def _likeness(wanted: str, demo: DemoSpec) -> float:
    titles = _lower(demo.title)
    if any(wanted in said for said in (demo.name, *titles)):
        return 1.0
    words = [word for word in demo.name.split("-") if len(word) >= _SHORTEST]
    said = (demo.name, *words, *titles)
    return max(SequenceMatcher(None, wanted, one).ratio() for one in said)


def _lower(text: Bilingual) -> list[str]:
    return [text[language].lower() for language in LANGUAGES]
