"""A row for any table, in which 민아 is named wherever somebody can be."""

from bot.quiz.cards import Card
from bot.store.tables import members
from tests.samples import GENERAL, MINA, NOON

NAMES = {"member", "author", "person", "admin", "decided_by", "only_member", "by", "user"}
VALUES = {
    "Boolean": False,
    "Date": NOON.date(),
    "Float": 1.0,
    "Integer": 1,
    "JSON": {},
    "JsonDocument": Card(title="x"),
    "Prose": "x",
    "RowId": 1,
    "String": "x",
    "UtcDateTime": NOON,
}


def names_a_member(column):
    refers = any(key.column.table is members for key in column.foreign_keys)
    return refers or column.name in NAMES


def a_row(table, round_id):
    given = {
        "round": round_id,
        "channel": GENERAL.id,
        "answer": 1,
        "season": 1,
        "grade": None,
        "details": {"member": MINA.id, "points": 1},
    }
    return {
        column.name: MINA.id if names_a_member(column) else given.get(column.name, _any(column))
        for column in table.c
    }


def _any(column):
    return None if column.nullable else VALUES[type(column.type).__name__]
