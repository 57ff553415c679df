from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.types import NO_ROW, JsonDocument, RowId, UtcDateTime, storable
from evaluators.grade import Grade, Verdict

SEOUL = timezone(timedelta(hours=9))
SQLITE = sqlite.dialect()
POSTGRES = postgresql.dialect()
DIALECTS = pytest.mark.parametrize("dialect", [SQLITE, POSTGRES], ids=["sqlite", "postgres"])


@DIALECTS
def test_time_of_any_zone_is_bound_as_utc(dialect):
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    bound = UtcDateTime().process_bind_param(datetime(2025, 3, 10, 3, 0, tzinfo=kathmandu), dialect)
    assert bound == datetime(2025, 3, 9, 21, 15, tzinfo=UTC)
    assert bound.tzinfo is UTC


@DIALECTS
@pytest.mark.parametrize(("zone", "hour"), [(None, 12), (UTC, 12), (SEOUL, 3)])
def test_time_is_read_as_aware_utc(dialect, zone, hour):
    read = UtcDateTime().process_result_value(datetime(2025, 3, 10, 12, 0, tzinfo=zone), dialect)
    assert (read.tzinfo, read.hour) == (UTC, hour)


@DIALECTS
def test_no_time_stays_none_and_one_without_its_zone_is_refused(dialect):
    assert UtcDateTime().process_bind_param(None, dialect) is None
    assert UtcDateTime().process_result_value(None, dialect) is None
    with pytest.raises(ValueError, match="needs its zone"):
        UtcDateTime().process_bind_param(datetime(2025, 3, 10, 3, 0), dialect)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("한국어 🙂 \n\t e\u0301", "한국어 🙂 \n\t e\u0301"),
        ("a\x00b", "a\ufffdb"),
        ("high \ud83d alone", "high \ufffd alone"),
        ("low \ude42 alone", "low \ufffd alone"),
        ("a pair \ud83d\ude42", "a pair 🙂"),
        ("", ""),
    ],
)
def test_text_is_kept_but_for_what_no_database_takes(typed, kept):
    assert storable(typed) == kept
    assert storable(kept) == kept


@DIALECTS
@pytest.mark.parametrize(
    ("value", "bound"),
    [(7, 7), (2**63 - 1, 2**63 - 1), (2**63, NO_ROW), (-(2**63) - 1, NO_ROW), (None, None)],
)
def test_row_number_beyond_64_bits_names_no_row(dialect, value, bound):
    assert RowId().process_bind_param(value, dialect) == bound


def test_row_number_counts_up_by_itself_in_both_databases():
    assert RowId().compile(dialect=SQLITE) == "INTEGER"
    assert RowId().compile(dialect=POSTGRES) == "BIGINT"


@DIALECTS
def test_document_is_plain_json_and_comes_back_as_its_model(dialect):
    grade = Grade(score=0.25, verdict=Verdict.PARTIAL, similarity=-0.5)
    bound = JsonDocument(Grade).process_bind_param(grade, dialect)
    assert bound["verdict"] == "partial"
    assert JsonDocument(Grade).process_result_value(bound, dialect) == grade
