"""Shares, and words round a number: plurals in English, particles in Korean."""

_ENDS_IN_CONSONANT = "013678"
_ENDS_IN_L = "178"
_FINALS = 28
"""Hangul syllables come in rows of so many finals, the first being none (Unicode, chapter 3.12)."""
_FINAL_L = 8
_MORE_DIGITS = 3


def some(count: float, noun: str) -> str:
    """Return an English count: "1 unit", "2 units"."""
    return f"{count:g} {noun}" if count == 1 else f"{count:g} {noun}s"


def percent(value: float, digits: int = 1) -> str:
    """Return a share as "12.3%", with more digits where it is nearly none or all."""
    texts = [f"{value:z.{more}%}" for more in range(digits, digits + _MORE_DIGITS + 1)]
    return next((one for one in texts if float(one[:-1]) not in (0, 100)), texts[0])


def josa(word: str, after_consonant: str, after_vowel: str) -> str:
    """Return a number or a Korean word with the particle that fits how it is read.

    `josa("0.8", "이", "가")` is "0.8이"; 으로 follows nothing that is read with a final ㄹ.
    """
    last = word.rstrip()[-1]
    consonant, is_l = last in _ENDS_IN_CONSONANT, last in _ENDS_IN_L
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % _FINALS
        consonant, is_l = final > 0, final == _FINAL_L
    if after_consonant == "으로" and is_l:
        consonant = False
    return word + (after_consonant if consonant else after_vowel)
