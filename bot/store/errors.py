"""What can go wrong with what is kept, as one sentence each; no driver error leaves the store."""

from bot.quiz.errors import QuizError, StoreAway


class StoreError(QuizError):
    """The store cannot do what was asked."""


class StoreUnavailable(StoreError, StoreAway):
    """The database cannot be used now; nothing of this request was kept."""


class DatabaseDamaged(StoreUnavailable):
    """The file is no database any more, or not a whole one."""


class UnfitDatabase(StoreError):
    """The database cannot hold our tables, or its user may not make them."""


class Unstorable(StoreError):
    """The database takes no such value, however often it is asked."""


class UnknownReference(StoreError):
    """A row names a channel, member or round that the store does not know."""


class NewerDatabase(StoreError):
    """The database was written by a newer version of quizmaster."""


class DowngradeRefused(StoreError):
    """The database cannot go back to that revision."""


class DatabaseInUse(StoreError):
    """Somebody else has the database open."""


class WrongKey(StoreError):
    """What is encrypted in the database was encrypted with a key that is not given."""


class BackupRefused(StoreError):
    """The backup cannot be made, or restored, this way."""


class UnsupportedMedia(StoreError):
    """Only .png and .gif pictures are kept."""
