"""Encrypts what is as good as a password, so that whoever reads a table or a backup gets nothing.

What is stored plain, by a version before this one, is read as it is until `bot.store.slack` has
taken it over.
"""

from collections.abc import Iterable, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Text, TypeDecorator

from bot.store.errors import WrongKey

MARK = "gAAAA"
"""How Fernet's tokens begin: with their version and four zeros of a time before the year 2106."""


def is_encrypted(stored: str) -> bool:
    return stored.startswith(MARK)


class Cipher:
    """Encrypts with the first of some keys, and reads what any of them has encrypted."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take at least one key: 32 bytes in base64 each, the newest first."""
        self._newest = Fernet(keys[0])
        self._all = MultiFernet([Fernet(key) for key in keys])

    def encrypt(self, text: str) -> str:
        return self._newest.encrypt(text.encode()).decode()

    def decrypt(self, stored: str) -> str:
        """Return what was encrypted.

        Raises:
            WrongKey: with none of the keys.
        """
        if not is_encrypted(stored):
            return stored
        try:
            return self._all.decrypt(stored).decode()
        except InvalidToken:
            raise WrongKey("what is encrypted in the database was not by this key") from None

    def reads(self, stored: str) -> bool:
        """Tell whether something is plain, or encrypted with any of the keys."""
        try:
            self.decrypt(stored)
        except WrongKey:
            return False
        return True

    def fits(self, stored: Iterable[str]) -> bool:
        """Tell whether the keys are those of what is stored: some of it may be damaged, not all."""
        encrypted = [one for one in stored if is_encrypted(one)]
        return not encrypted or any(map(self.reads, encrypted))

    def is_current(self, stored: str) -> bool:
        """Tell whether something is encrypted with the newest key."""
        try:
            self._newest.decrypt(stored)
        except InvalidToken:
            return False
        return True


class Encrypted(TypeDecorator[str]):
    """A text that is encrypted in the database alone; what can't be read is None."""

    impl = Text
    cache_ok = True

    def __init__(self, cipher: Cipher) -> None:
        super().__init__()
        self.cipher = cipher

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.cipher.encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or not self.cipher.reads(value):
            return None
        return self.cipher.decrypt(value)
