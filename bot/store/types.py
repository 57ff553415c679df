"""Column types that read and write the same values on SQLite and PostgreSQL."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

M = TypeVar("M", bound=BaseModel)
ROW_ID_LIMIT = 2**63
NO_ROW = -1


def storable(text: str) -> str:
    """Return the text with U+FFFD for what no database keeps: NUL and lone surrogates."""
    return (
        text.replace("\x00", "\ufffd")
        .encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "replace")
    )


def storable_json(value: Any) -> Any:
    """Return a JSON value with all its texts storable; PostgreSQL can't look into any other."""
    match value:
        case str():
            return storable(value)
        case Mapping():
            return {storable(key): storable_json(one) for key, one in value.items()}
        case list() | tuple():
            return [storable_json(one) for one in value]
    return value


class Prose(TypeDecorator[str]):
    """Text as people typed it: one odd character must not cost them the whole message."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC; SQLite keeps no zone, so it is put back when reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time needs its zone, got {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class RowId(TypeDecorator[int]):
    """A 64-bit row number; one beyond 64 bits, as a forged button may carry, names no row."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[int]:
        # SQLite counts up by itself only in a column declared exactly INTEGER.
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        return value if -ROW_ID_LIMIT <= value < ROW_ID_LIMIT else NO_ROW


class JsonDocument(TypeDecorator[M], Generic[M]):
    """A pydantic model as JSON."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, model: type[M]) -> None:
        super().__init__()
        self.model = model

    def process_bind_param(self, value: M | None, dialect: Dialect) -> Any:
        return None if value is None else value.model_dump(mode="json")

    def process_result_value(self, value: Any, dialect: Dialect) -> M | None:
        return None if value is None else self.model.model_validate(value)
