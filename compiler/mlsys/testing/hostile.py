"""A case whose free texts hold what means something in the languages of generated files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlsys.diagnostics import Severity
from mlsys.route import Route
from mlsys.source import SourceFile
from mlsys.syntax.nodes import Mapping, Node, Scalar, Sequence
from mlsys.testing.cases import judged

if TYPE_CHECKING:
    from mlsys.blueprints.catalogue import Catalogue
    from mlsys.judge import Judgement

_TAIL: Final = " \" ' ` \\ ${{ a }} {{ b }} {% c %} $(d) <e> # f"


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of a document that may be another one."""

    route: Route
    node: Scalar


def hostile(source: SourceFile, catalogue: Catalogue) -> Judgement | None:
    """Return the judgement of a document with a hostile end on every text that may have one.

    ``None`` when the language lets no text of it have one.
    """
    texts, best = _most(source, catalogue, [], list(_candidates(source)))
    return best if texts else None


def _most(
    source: SourceFile, catalogue: Catalogue, sure: list[_Text], more: list[_Text]
) -> tuple[list[_Text], Judgement | None]:
    """Return ``sure`` and those of ``more`` with which the document is right, and its judgement.

    What refers to a text is wrong without it; so they are tried together, then by halves.
    """
    if not more:
        return sure, None
    judgement = judged(_changed(source, [*sure, *more]), catalogue)
    faults = [d for d in judgement.report.diagnostics if d.severity is Severity.ERROR]
    if judgement.planned is not None and not faults:
        return [*sure, *more], judgement
    if len(more) == 1:
        return sure, None
    half = len(more) // 2
    first, one = _most(source, catalogue, sure, more[:half])
    both, other = _most(source, catalogue, first, more[half:])
    return both, other or one


def _candidates(source: SourceFile) -> Iterator[_Text]:
    """Yield the texts that the schema lets have any end."""
    from mlsys.schema.published import checker
    from mlsys.syntax.reader import read

    tree = read(source).value
    for text in _texts(tree, ()) if tree is not None else ():
        changed = read(_changed(source, [text])).value
        if changed is not None and not checker().check(changed):
            yield text


def _texts(node: Node, route: Route) -> Iterator[_Text]:
    match node:
        case Scalar(value=str()) if node.span.start.line == node.span.end.line:
            yield _Text(route, node)
        case Mapping(entries=entries):
            for entry in entries:
                if entry.name not in ("apiVersion", "kind", "extends"):
                    yield from _texts(entry.value, (*route, entry.name))
        case Sequence(items=items):
            for index, item in enumerate(items):
                yield from _texts(item, (*route, index))


def _changed(source: SourceFile, texts: list[_Text]) -> SourceFile:
    result = source.text
    for text in sorted(texts, key=lambda each: -each.node.span.start.offset):
        span = text.node.span
        value = json.dumps(f"{text.node.value}{_TAIL}")
        result = result[: span.start.offset] + value + result[span.end.offset :]
    return SourceFile(source.name, result)
