"""The equations that a formula question asks for."""

from content.base import Strict


class Formula(Strict):
    """Systems of equations that are right."""
