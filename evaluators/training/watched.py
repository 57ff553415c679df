"""Which families of the train split the judge never learns from.

They watch its training, and tell how far its opinion can be trusted beside other evidence.
"""

from hashlib import sha256

SHARE = 0.12


def is_watched(family: str) -> bool:
    """Tell whether a family is kept from the judge, by a hash of its name."""
    digest = sha256(f"watched {family}".encode()).digest()
    return int.from_bytes(digest[:8]) < SHARE * 2**64
