"""Words round a number: plurals in English, particles in Korean."""

_ENDS_IN_CONSONANT = "013678"
_ENDS_IN_L = "178"


def some(count: float, noun: str) -> str:
    """Return an English count: "1 unit", "2 units"."""
    return f"{count:g} {noun}" if count == 1 else f"{count:g} {noun}s"


def josa(number: str, after_consonant: str, after_vowel: str) -> str:
    """Return a number as it is written with the Korean particle that fits how it is read.

    `josa("0.8", "이", "가")` is "0.8이"; 으로 follows no number that is read with a final ㄹ.
    """
    last = number.rstrip()[-1]
    consonant = last in _ENDS_IN_CONSONANT
    if after_consonant == "으로" and last in _ENDS_IN_L:
        consonant = False
    return number + (after_consonant if consonant else after_vowel)
