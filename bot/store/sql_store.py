"""Everything the quiz keeps, in a SQLite file or on PostgreSQL."""

from bot.quiz.ports import Store
from bot.store.answers import SqlAnswers, SqlHints
from bot.store.channels import SqlAgenda, SqlChannels
from bot.store.disputes import SqlDisputes
from bot.store.members import SqlLinks, SqlMembers
from bot.store.rounds import SqlRounds
from bot.store.scores import SqlScores
from bot.store.suggestions import SqlSuggestions


class SqlStore(
    SqlChannels,
    SqlAgenda,
    SqlMembers,
    SqlLinks,
    SqlRounds,
    SqlAnswers,
    SqlHints,
    SqlScores,
    SqlSuggestions,
    SqlDisputes,
    Store,
):
    """The store on one `Database`, whose tables `migrate.upgrade` has brought to the newest."""
