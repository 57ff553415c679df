"""Figures that texts write down, such as 0.016, 9,098 or 96%, beside the numbers they stand for."""

import re
from typing import Annotated

from pydantic import StringConstraints

Figure = Annotated[str, StringConstraints(pattern=r"^[-−]?\d[\d,]{0,19}(\.\d{1,9})?( ?%)?$")]

ROUNDING = 1e-9


def is_said(figure: str, text: str) -> bool:
    """Tell whether the text has this figure, not only one that holds it (0.05 in 0.051)."""
    end = "" if figure.endswith("%") else r"(?! ?%)"
    return bool(re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d|[.,]\d){end}", text))


def agrees(figure: str, value: float) -> bool:
    """Tell whether the value is less than one of the figure's last place away from it.

    So it may be rounded up or down, or cut off; a whole number has to be the very one.
    """
    digits = figure.rstrip(" %").replace(",", "").replace("−", "-")
    unit = 10.0 ** -len(digits.partition(".")[2])
    shown = value * (100 if figure.endswith("%") else 1)
    return abs(shown - float(digits)) < unit * (1 - ROUNDING)
