"""What differs between one version of the language and the next.

A version of the language that drops, renames or reinterprets a field adds a ``Step`` to ``STEPS``. Nothing
else is to do: documents of the version before are understood as they are, with a note, and ``mlsys migrate``
makes the edits in their text and keeps everything around them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from mlsys.spec.upgrade.units import TIMES, one_spelling

ANY: Final = "*"
"""In a pattern of an edit: any name, or any item of a list."""
Pattern: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rename:
    """The field at ``route`` is called ``name`` now."""

    route: Pattern
    name: str
    where: tuple[str, str] | None = None
    """A field beside it and the value with which alone it is renamed, as the type of a task."""


@dataclass(frozen=True, slots=True)
class Move:
    """The field at ``route`` stands at ``to`` now; ``*`` stands in both for the same names."""

    route: Pattern
    to: Pattern


@dataclass(frozen=True, slots=True)
class Convert:
    """The values of the fields at ``routes`` are written in another way, as with another word for a unit."""

    routes: tuple[Pattern, ...]
    convert: Callable[[str], str]
    """From the old text of a value to the new one, which may be the same; raises ``ValueError`` where there
    is none."""


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


STEPS: Final[tuple[Step, ...]] = (
    Step(
        "mlsys/v1alpha1",
        "mlsys/v1alpha2",
        (
            Convert(TIMES, one_spelling),
            Rename(("metrics", ANY, "split"), "subset"),
            Rename(("baseline", ANY, "split"), "subset"),
            Rename(("model", "tuning", "split"), "subset"),
            Rename(("requirements", "reliability", "silent_failure", "canary"), "synthetic_check"),
            Rename(("requirements", "adaptability", "retrain", "validation"), "evaluation"),
            Rename(("task", "k"), "n_clusters", where=("type", "clustering")),
            Rename(("task", "k_search"), "cluster_search"),
            Rename(("infra", "target"), "platform"),
            Rename(("infra", "serving", "replicas", "target"), "utilization"),
        ),
    ),
)
"""Every step from the first version of the language to the current one, in order."""
