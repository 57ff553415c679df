"""Which demos somebody may have meant by a name that none has."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from content.demo import DemoSpec
from content.schema import LANGUAGES

MOST, MAX_NAME = 3, 48
_ALIKE, _NEARLY = 0.5, 0.2
_SHORTEST = 4


def nearest(given: str, demos: Sequence[DemoSpec]) -> list[DemoSpec]:
    """Return the few demos whose name or title is most like what was given, the likest first."""
    wanted = given[:MAX_NAME].lower()
    alike = sorted(((_likeness(wanted, demo), demo) for demo in demos), key=lambda one: -one[0])
    least = max(_ALIKE, alike[0][0] - _NEARLY) if alike else _ALIKE
    return [demo for likeness, demo in alike[:MOST] if likeness >= least]


def _likeness(wanted: str, demo: DemoSpec) -> float:
    titles = [demo.title[language].lower() for language in LANGUAGES]
    if any(wanted in said for said in (demo.name, *titles)):
        return 1.0
    words = [word for word in demo.name.split("-") if len(word) >= _SHORTEST]
    said = (demo.name, *words, *titles)
    return max(SequenceMatcher(None, wanted, one).ratio() for one in said)
