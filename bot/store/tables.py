"""The tables as they are at the newest migration; the words are those of the design."""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Time,
    UniqueConstraint,
    false,
    text,
)

from bot.quiz.cards import Card
from bot.store.types import JsonDocument, Prose, RowId, UtcDateTime
from evaluators.grade import Grade

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMES)


def _id() -> Column[int]:
    return Column("id", RowId, primary_key=True)


def _ref(name: str, target: str, type_: Any = String, **kwargs: Any) -> Column[Any]:
    return Column(name, type_, ForeignKey(target), nullable=False, **kwargs)


channels = Table(
    "channels",
    metadata,
    Column("id", String, primary_key=True),
    Column("workspace", String, nullable=False),
    Column("name", Prose, nullable=False),
    Column("language", String, nullable=False),
    Column("timezone", String, nullable=False),
    Column("at", Time, nullable=False),
    Column("weekdays", JSON, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("late_h", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("admin", String),
    Column("trouble", Prose, nullable=False, server_default=text("''")),
    Column("takes_drafts", Boolean, nullable=False, server_default=false()),
    Column("due_at", UtcDateTime),
    Column("decks", JSON, nullable=False, server_default="[]"),
    Column("levels", JSON, nullable=False, server_default="[]"),
    Column("more", JSON, nullable=False, server_default="[]"),
    Column("reminder_h", Integer, nullable=False, server_default="0"),
    Column("days_off", JSON, nullable=False, server_default="[]"),
    Column("holidays", String, nullable=False, server_default=text("''")),
    Column("ping", JSON, nullable=False, server_default="[]"),
    Column("since", UtcDateTime),
    Index(None, "is_active", "due_at"),
    Index(None, "trouble"),
)

departures = Table(
    "departures",
    metadata,
    Column("workspace", String, primary_key=True),
    Column("left_at", UtcDateTime, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("id", String, primary_key=True),
    Column("workspace", String, nullable=False),
    Column("name", Prose, nullable=False),
    Column("language", String, nullable=False),
    Column("is_admin", Boolean, nullable=False),
    Column("timezone", String),
)

preferences = Table(
    "preferences",
    metadata,
    _ref("member", "members.id", primary_key=True),
    Column("language", String),
    Column("timezone", String),
    Column("reminder_at", Time),
    Column("may_quote", Boolean, nullable=False),
    Column("remind_at", UtcDateTime),
    Column("held_until", UtcDateTime),
    Column("holder", String),
    Index(None, "remind_at"),
)

pseudonyms = Table(
    "pseudonyms",
    metadata,
    _ref("member", "members.id", primary_key=True),
    Column("pseudonym", String, nullable=False),
)

# Everyone who is linked is here; the person is the first of their ids.
links = Table(
    "links",
    metadata,
    _ref("member", "members.id", primary_key=True),
    _ref("person", "members.id"),
    Index(None, "person"),
)

# Ids are never used again (AUTOINCREMENT), because the keys of sent messages are made of them.
rounds = Table(
    "rounds",
    metadata,
    _id(),
    _ref("channel", "channels.id"),
    Column("local_date", Date, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("question", String, nullable=False),
    Column("state", String, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("closes_at", UtcDateTime, nullable=False),
    Column("message", String),
    Column("reveal", String),
    Column("request", String),
    Column("takes_drafts", Boolean, nullable=False, server_default=false()),
    Column("posted_at", UtcDateTime),
    Column("remind_at", UtcDateTime),
    Column("asks_study", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("channel", "local_date", "slot"),
    UniqueConstraint("request"),
    Index(None, "state", "closes_at"),
    Index(None, "state", "remind_at"),
    Index(None, "channel", "state", "question"),
    sqlite_autoincrement=True,
)

answers = Table(
    "answers",
    metadata,
    _id(),
    Column("event", String, nullable=False),
    _ref("round", "rounds.id", RowId),
    _ref("channel", "channels.id"),
    Column("question", String, nullable=False),
    _ref("member", "members.id"),
    Column("attempt", Integer, nullable=False),
    Column("text", Prose, nullable=False),
    Column("study_date", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("is_late", Boolean, nullable=False),
    Column("hints", Integer, nullable=False),
    Column("grade", JsonDocument(Grade)),
    Column("value", Integer, nullable=False),
    Column("graded_at", UtcDateTime),
    Column("is_told", Boolean, nullable=False),
    Column("is_void", Boolean, nullable=False, server_default=false()),
    Column("is_study", Boolean, nullable=False, server_default=false()),
    Column("holder", String),
    UniqueConstraint("event"),
    UniqueConstraint("round", "question", "member", "attempt"),
    Index(None, "channel", "member", "study_date"),
    Index(None, "graded_at"),
    Index(None, "member", "channel", "id"),
    Index(None, "is_told"),
    sqlite_autoincrement=True,
)

plans = Table(
    "plans",
    metadata,
    _ref("channel", "channels.id", primary_key=True),
    Column("local_date", Date, primary_key=True),
    Column("question", String, nullable=False),
    _ref("by", "members.id"),
    Column("slot", Integer, primary_key=True, autoincrement=False, server_default="0"),
)

recaps = Table(
    "recaps",
    metadata,
    _ref("channel", "channels.id", primary_key=True),
    Column("week", String, primary_key=True),
    Column("day", Date, nullable=False),
    Column("is_posted", Boolean, nullable=False),
    Index(None, "is_posted", "channel"),
)

# Sums over answers, so that a leaderboard needn't look at each; `person_days.py` keeps them.
person_days = Table(
    "person_days",
    metadata,
    _ref("channel", "channels.id", primary_key=True),
    _ref("person", "members.id", primary_key=True),
    Column("date", Date, primary_key=True),
    Column("points", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("studies", Integer, nullable=False),
    Index(None, "channel", "date", "answers", "points"),
    Index(None, "person"),
    sqlite_with_rowid=False,
)

# Ids are never used again (AUTOINCREMENT), because the keys of podiums are made of them.
seasons = Table(
    "seasons",
    metadata,
    _id(),
    _ref("channel", "channels.id"),
    Column("number", Integer, nullable=False),
    Column("name", Prose, nullable=False),
    Column("first", Date),
    Column("last", Date),
    Column("state", String, nullable=False),
    UniqueConstraint("channel", "number"),
    Index(None, "state", "channel"),
    sqlite_autoincrement=True,
)

season_standings = Table(
    "season_standings",
    metadata,
    _ref("season", "seasons.id", RowId, primary_key=True),
    _ref("member", "members.id", primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("name", Prose, nullable=False),
    Column("points", Integer, nullable=False),
    Index(None, "member"),
)

hints = Table(
    "hints",
    metadata,
    Column("event", String, primary_key=True),
    _ref("round", "rounds.id", RowId),
    Column("question", String, nullable=False),
    _ref("member", "members.id"),
    Column("number", Integer, nullable=False),
    UniqueConstraint("round", "question", "member", "number"),
    Index(None, "member"),
)

# Who likes the question of a round, and since which date.
likes = Table(
    "likes",
    metadata,
    _ref("round", "rounds.id", RowId, primary_key=True),
    _ref("member", "members.id", primary_key=True),
    Column("date", Date, nullable=False),
    Index(None, "member"),
)

# The follow-up that a member opened last.
openings = Table(
    "openings",
    metadata,
    _ref("round", "rounds.id", RowId, primary_key=True),
    _ref("member", "members.id", primary_key=True),
    Column("question", String, nullable=False),
    Index(None, "member"),
)

review_cards = Table(
    "review_cards",
    metadata,
    _ref("member", "members.id", primary_key=True),
    Column("question", String, primary_key=True),
    _ref("channel", "channels.id"),
    _ref("round", "rounds.id", RowId),
    Column("fingerprint", String, nullable=False),
    Column("state", JSON, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("number", Integer, nullable=False),
    Index(None, "round"),
)

# Paid is the first one passed on a day.
reviews = Table(
    "reviews",
    metadata,
    _id(),
    Column("event", String, nullable=False),
    _ref("member", "members.id"),
    Column("question", String, nullable=False),
    Column("number", Integer, nullable=False),
    _ref("channel", "channels.id"),
    _ref("round", "rounds.id", RowId),
    Column("text", Prose, nullable=False),
    Column("study_date", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("grade", JsonDocument(Grade)),
    Column("value", Integer, nullable=False),
    Column("paid_on", Date),
    Column("is_study", Boolean, nullable=False),
    Column("graded_at", UtcDateTime),
    Column("is_told", Boolean, nullable=False),
    Column("holder", String),
    Column("is_void", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("event"),
    UniqueConstraint("member", "question", "number"),
    UniqueConstraint("member", "paid_on"),
    Index(None, "channel", "study_date"),
    Index(None, "round"),
    Index(None, "graded_at"),
    Index(None, "is_told"),
    sqlite_autoincrement=True,
)

predictions = Table(
    "predictions",
    metadata,
    _id(),
    Column("event", String, nullable=False),
    _ref("channel", "channels.id"),
    Column("demo", String, nullable=False),
    Column("params", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("job", String, nullable=False),
    Column("outcome", String, nullable=False),
    UniqueConstraint("event"),
    Index(None, "channel"),
    sqlite_autoincrement=True,
)

# Paid is the first right one of a day.
guesses = Table(
    "guesses",
    metadata,
    _id(),
    _ref("prediction", "predictions.id", RowId),
    _ref("member", "members.id"),
    _ref("channel", "channels.id"),
    Column("choice", String, nullable=False),
    Column("study_date", Date, nullable=False),
    Column("value", Integer, nullable=False),
    Column("paid_on", Date),
    Column("is_void", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("prediction", "member"),
    UniqueConstraint("member", "paid_on"),
    Index(None, "channel", "study_date"),
    sqlite_autoincrement=True,
)

suggestions = Table(
    "suggestions",
    metadata,
    _id(),
    Column("event", String, nullable=False),
    _ref("channel", "channels.id"),
    _ref("author", "members.id"),
    Column("question", Prose, nullable=False),
    Column("reference", Prose, nullable=False),
    Column("key_points", JSON, nullable=False),
    Column("state", String, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_by", String, ForeignKey("members.id")),
    Column("decided_at", UtcDateTime),
    Column("reason", Prose, nullable=False),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("event"),
    Index(None, "channel", "state"),
    sqlite_autoincrement=True,
)

disputes = Table(
    "disputes",
    metadata,
    _id(),
    Column("event", String, nullable=False),
    _ref("answer", "answers.id", RowId),
    _ref("channel", "channels.id"),
    _ref("member", "members.id"),
    Column("reason", Prose, nullable=False),
    Column("state", String, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_by", String, ForeignKey("members.id")),
    Column("decided_at", UtcDateTime),
    Column("ruling", Prose, nullable=False),
    Column("is_carried", Boolean, nullable=False),
    UniqueConstraint("event"),
    UniqueConstraint("answer"),
    Index(None, "channel", "state"),
    Index(None, "is_carried", "state"),
    sqlite_autoincrement=True,
)

regrades = Table(
    "regrades",
    metadata,
    Column("dispute", RowId, ForeignKey("disputes.id"), primary_key=True),
    Column("answer", RowId, ForeignKey("answers.id"), primary_key=True),
    Column("before", Float, nullable=False),
    Index(None, "answer"),
)

accepted_wordings = Table(
    "accepted_wordings",
    metadata,
    Column("dispute", RowId, ForeignKey("disputes.id"), primary_key=True),
    Column("point", String, primary_key=True),
    Column("question", String, nullable=False),
    Column("text", Prose, nullable=False),
    Index(None, "question"),
)

# Members are named, not asked for: what somebody did stays when they have gone.
audit = Table(
    "audit",
    metadata,
    _id(),
    Column("event", String, nullable=False),
    _ref("channel", "channels.id"),
    Column("member", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("what", String, nullable=False),
    Column("details", JSON, nullable=False),
    UniqueConstraint("event", "what"),
    Index(None, "channel", "id"),
    sqlite_autoincrement=True,
)

mutes = Table(
    "mutes",
    metadata,
    _ref("channel", "channels.id", primary_key=True),
    _ref("member", "members.id", primary_key=True),
)

shares = Table(
    "shares",
    metadata,
    _id(),
    _ref("channel", "channels.id"),
    _ref("member", "members.id"),
    Column("key", String, nullable=False),
    Column("thread", String),
    Column("card", JsonDocument(Card), nullable=False),
    Column("instead", JsonDocument(Card), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("is_hidden", Boolean, nullable=False),
    UniqueConstraint("channel", "key"),
    Index(None, "channel", "member"),
    Index(None, "member"),
    sqlite_autoincrement=True,
)

# The playground's messages stand alone: they name channels and members, but ask for neither.
transcript = Table(
    "transcript",
    metadata,
    _id(),
    Column("channel", String, nullable=False),
    Column("thread", String),
    Column("only_member", String),
    Column("author", String, nullable=False),
    Column("author_name", Prose, nullable=False),
    Column("key", String),
    Column("card", JsonDocument(Card), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("edited_at", UtcDateTime),
    UniqueConstraint("channel", "key"),
    Index(None, "channel", "id"),
    sqlite_autoincrement=True,
)

# What platforms remember of what they sent stands alone, too.
outbox = Table(
    "outbox",
    metadata,
    Column("channel", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("place", String, nullable=False),
    Column("message", String),
    Column("member", String),
    Column("expires_at", UtcDateTime),
    Column("begun_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Index(None, "channel", "member", "expires_at"),
)

pending_cards = Table(
    "pending_cards",
    metadata,
    _id(),
    Column("channel", String, nullable=False),
    Column("key", String, nullable=False),
    Column("member", String, nullable=False),
    Column("card", JsonDocument(Card), nullable=False),
    Column("kept_at", UtcDateTime),
    Column("is_announced", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("channel", "key"),
    Index(None, "channel", "member"),
    sqlite_autoincrement=True,
)

buttons = Table(
    "buttons",
    metadata,
    Column("id", String, primary_key=True),
    Column("channel", String, nullable=False),
    Column("command", String, nullable=False),
    Column("args", JSON, nullable=False),
    Column("draft", JSON, nullable=False),
    Column("kept_at", UtcDateTime),
)

# A body is there until it has been served; the event stays for a while, to know it again.
inbox = Table(
    "inbox",
    metadata,
    Column("event", String, primary_key=True),
    Column("platform", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", JSON),
    Column("received_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("served_at", UtcDateTime),
    Column("holder", String),
    Index(None, "platform", "served_at"),
    Index(None, "served_at"),
)

# The bots that work on one PostgreSQL, each alive while its row is there; what has a `holder` is
# that one's to work on.
processes = Table(
    "processes",
    metadata,
    Column("id", String, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

# When a bot was there last, in a single row.
last_there = Table(
    "last_there",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
)
