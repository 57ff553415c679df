"""Everything the quiz keeps, in a SQLite file or on PostgreSQL."""

from bot.quiz.store import Store
from bot.store.answers import SqlAnswers, SqlHints
from bot.store.audit import SqlAudit
from bot.store.channels import SqlAgenda, SqlChannels
from bot.store.departures import SqlDepartures
from bot.store.disputes import SqlDisputes
from bot.store.likes import SqlLikes
from bot.store.members import SqlLinks, SqlMembers
from bot.store.moderation import SqlModeration
from bot.store.my_data import SqlMyData
from bot.store.my_page import SqlMyPast
from bot.store.plans import SqlPlans
from bot.store.predictions import SqlPredictions
from bot.store.preferences import SqlPreferences
from bot.store.presence import SqlLeases
from bot.store.pseudonyms import SqlPseudonyms
from bot.store.recaps import SqlRecapLog
from bot.store.reviews import SqlReminders, SqlReviews
from bot.store.rounds import SqlRounds
from bot.store.scores import SqlScores
from bot.store.seasons import SqlSeasons
from bot.store.suggestions import SqlSuggestions


class SqlStore(
    SqlChannels,
    SqlAgenda,
    SqlLeases,
    SqlDepartures,
    SqlMembers,
    SqlPreferences,
    SqlPseudonyms,
    SqlLinks,
    SqlRounds,
    SqlAnswers,
    SqlHints,
    SqlScores,
    SqlSuggestions,
    SqlDisputes,
    SqlMyPast,
    SqlMyData,
    SqlAudit,
    SqlPlans,
    SqlModeration,
    SqlRecapLog,
    SqlSeasons,
    SqlReviews,
    SqlReminders,
    SqlLikes,
    SqlPredictions,
    Store,
):
    """The store on one `Database`, whose tables `migrate.upgrade` has brought to the newest."""
