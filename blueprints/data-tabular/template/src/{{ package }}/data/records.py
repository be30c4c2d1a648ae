"""Records of JSON as a table of text, for the contract to parse like any other table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from .contract import DECIMAL


class NoTextError(ValueError):
    """A value that has no text: a list, an object, half a character."""


def decode(text: bytes) -> Any:
    """The value of a JSON text; numbers stay as they are spelled, whatever their size.

    Raises:
        ValueError: when it is no JSON.
        RecursionError: when it is nested beyond all measure.
    """
    return json.loads(text.decode(), parse_int=str, parse_float=_spelled, parse_constant=_refuse)


def text_of(value: object) -> str | None:
    """The text of a decoded value; None for null.

    Raises:
        NoTextError: when it has none.
    """
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case str() if value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value):
            return value
        case _:
            raise NoTextError(f"{str(value)[:40]!r} is no plain value")


def frame_of(records: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """The table of the records; a name that a record lacks is null.

    Raises:
        NoTextError: when a value is no plain one.
    """
    names = dict.fromkeys(name for record in records for name in record)
    return pl.DataFrame(
        {name: [text_of(record.get(name)) for record in records] for name in names},
        schema=dict.fromkeys(names, pl.String()),
    )


def _spelled(number: str) -> str:
    """A number of JSON as text has it, where a comma may separate the decimals."""
    return number.replace(".", DECIMAL)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")
