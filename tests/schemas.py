"""Judges by a JSON schema in which a union is told apart by the `type` of what is in it."""

from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

Schema = Mapping[str, Any]


def by_kind(draft: type[Validator], union: str, named: Schema) -> type[Validator]:
    """Return a validator that judges a `union` by the only branch that is for a value, if any.

    `named` holds the schemas that references lead to.
    """

    def judge(
        validator: Validator, branches: list[Schema], value: Any, schema: Schema
    ) -> Iterator[ValidationError]:
        meant = [one for one in branches if _is_for(validator, named, one, value)]
        if len(meant) == 1:
            yield from validator.descend(value, meant[0])
        else:
            yield from draft.VALIDATORS[union](validator, meant or branches, value, schema)

    made: type[Validator] = extend(draft, {union: judge})
    return made


def told(validator: Validator, value: Any) -> Iterator[str]:
    """Say what is wrong with a value, and where."""
    for error in validator.iter_errors(value):
        yield f"{error.json_path}: {error.message[:200]}"


def _is_for(validator: Validator, named: Schema, branch: Schema, value: Any) -> bool:
    """Tell whether a branch is for this value, or for whatever is of its `type`."""
    schema = named.get(branch.get("$ref", "").rpartition("/")[2], branch)
    if "const" in schema:
        return bool(schema["const"] == value)
    if isinstance(schema.get("type"), str) and not validator.is_type(value, schema["type"]):
        return False
    kind = schema.get("properties", {}).get("type", {})
    kinds = kind.get("enum") or [one for one in (kind.get("const"),) if one]
    return not kinds or (isinstance(value, dict) and value.get("type") in kinds)
