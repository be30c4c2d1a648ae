"""Bringing a document to another framing, as an edit of its text."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from mlsys.diagnostics import Fix
from mlsys.errors import MlsysError
from mlsys.reframing.draft import Draft
from mlsys.reframing.fit import fit
from mlsys.reframing.framings import FRAMINGS, Framing, framing_of
from mlsys.reframing.ways import WAYS, Asked, Unmeant
from mlsys.rules.references import Reference
from mlsys.source import SourceFile
from mlsys.syntax.edits import apply
from mlsys.syntax.nodes import to_plain
from mlsys.syntax.reader import read

_SPECIAL: Final = {
    ("multiclass", "binary"): (
        "the label holds more classes than the two of a binary task",
        "`--to one-vs-rest` asks yes or no of each class, of the same column",
    ),
    ("binary", "multiclass"): (
        "a multiclass task has at least three classes",
        "add the third to the data first",
    ),
    ("multilabel", "multiclass"): (
        "several classes may hold in a row, and a multiclass label holds one",
        "",
    ),
}
"""Reasons that say more than what a framing needs, with what to do."""
UNDECIDED: Final = "not yet compared on the same rows"
_NEEDS: Final = {
    "regression": "a number in each row",
    "buckets": "a number in each row to cut",
    "binary": "a column of two classes",
    "multiclass": "a column of classes of which exactly one holds",
    "one-vs-rest": "a column of classes of which exactly one holds",
    "multilabel": "rows in which several classes can hold",
    "hierarchical": "a tree of classes",
    "anomaly": "rows that fit and a few that do not",
    "ranking": "groups of items and a grade for each",
    "forecasting": "a number for each moment of a series",
}


@dataclass(frozen=True, slots=True)
class Reframed:
    """A document in another framing."""

    text: str
    made: tuple[str, ...]
    """What changed and why, as phrases."""
    left: tuple[str, ...]
    """What the text could not be changed in without touching anything else; the text is of no use then."""


def reframe(
    source: SourceFile, target: str, asked: Asked, references: Iterable[Reference], because: str | None
) -> Reframed:
    """Return ``source`` in the framing ``target``.

    Args:
        source: the document.
        target: the name of a framing.
        asked: what the document does not say.
        references: the names that it uses, and where.
        because: why the framing that it has was not chosen.

    Raises:
        MlsysError: if the document cannot be read or cannot be meant so; the message is the reason.
    """
    node = read(source).value
    if node is None:
        raise MlsysError(f"{source.name} cannot be read as YAML", help="`mlsys validate` says where and why")
    document: Any = copy.deepcopy(to_plain(node))
    old, new = framing_of(document), FRAMINGS[target]
    draft = Draft(document)
    _take(draft, old, new, asked)
    assert old is not None
    fit(draft, old, new, tuple(references), asked.middle)
    _record(draft, old, new, because)
    _count_up(draft)
    text, left = source.text, []
    for step in draft.steps:
        edited = apply(SourceFile(source.name, text), [Fix("", (step.change,))])
        text = edited.text
        left += [step.said] if edited.refused else []
    return Reframed(text, tuple(step.said for step in draft.steps), tuple(left))


def _take(draft: Draft, old: Framing | None, new: Framing, asked: Asked) -> None:
    kind = (draft.get("task") or {}).get("type")
    if old is None:
        raise Unmeant(f"a {kind} task has no other framing: it learns from no label of its rows")
    if old is new:
        raise Unmeant(f"the document is framed as {new.name} already")
    way = WAYS.get((old.name, new.name))
    if way is None and (old.name, new.name) in _SPECIAL:
        reason, advice = _SPECIAL[old.name, new.name]
        raise Unmeant(reason, help=advice)
    if way is None:
        others = [name for one, name in WAYS if one == old.name]
        raise Unmeant(
            f"{old.name} cannot be meant as {new.name}: that needs {_NEEDS[new.name]}, and the document "
            f"tells {old.doc}",
            help=f"from here a way leads to {', '.join(others)}" if others else "",
        )
    way.take(draft, asked)


def _record(draft: Draft, old: Framing, new: Framing, because: str | None) -> None:
    """Record the framing that was left, and take back that the new one was rejected."""
    alternatives = draft.get("task", "alternatives") or []
    for index, found in reversed(list(enumerate(alternatives))):
        if re.split(r"[ ,]", str(found.get("framing", "")).lower())[0] in (new.name, new.type):
            draft.drop(("task", "alternatives", index), f"{new.name} is chosen now")
    draft.append(
        ("task", "alternatives"),
        {"framing": f"{old.name}, {old.doc}", "rejected_because": because or UNDECIDED},
        "the framing until now",
    )


def _count_up(draft: Draft) -> None:
    major, _, rest = str(draft.get("metadata", "version") or "0").partition(".")
    if major.isdigit() and int(major) and rest:
        draft.set(("metadata", "version"), f"{int(major) + 1}.0.0", "callers get answers of another kind")
