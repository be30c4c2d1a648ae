"""What differs between one version of the language and the next.

A version of the language that drops, renames or reinterprets a field adds a ``Step`` to ``STEPS``. Nothing
else is to do: ``mlsys migrate`` makes the edits in the text of a document and keeps everything around them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

ANY: Final = "*"
"""In a pattern of an edit: any name, or any item of a list."""
Pattern: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rename:
    """The field at ``route`` is called ``name`` now."""

    route: Pattern
    name: str


@dataclass(frozen=True, slots=True)
class Move:
    """The field at ``route`` stands at ``to`` now; ``*`` stands in both for the same names."""

    route: Pattern
    to: Pattern


@dataclass(frozen=True, slots=True)
class Convert:
    """The value of the field at ``route`` is written in another way, as when its unit becomes part of it."""

    route: Pattern
    convert: Callable[[str], str]
    """From the old text of the value to the new one; raises ``ValueError`` where there is none."""


Edit: TypeAlias = Rename | Move | Convert


@dataclass(frozen=True, slots=True)
class Step:
    """The way from one version of the language to the next."""

    old: str
    """The ``apiVersion`` before."""
    new: str
    """The ``apiVersion`` after."""
    edits: tuple[Edit, ...]
    """Made one after the other; each sees the routes that the ones before it left."""


STEPS: Final[tuple[Step, ...]] = ()
"""Every step from the first version of the language to the current one, in order."""
