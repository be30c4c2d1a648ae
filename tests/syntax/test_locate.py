"""Routes find their place, also where nothing stands yet."""

from __future__ import annotations

import pytest

from mlsys.diagnostics import Anchor, Diagnostic, Related, Severity
from mlsys.route import Route
from mlsys.source import SourceFile
from mlsys.syntax.locate import locate, route_at
from mlsys.syntax.reader import read

TEXT = """\
task:
  type: binary
  empty:
  list:
    - a: 1
      b: 2
    - c
  flow: {k: [1, 2]}
"""
SOURCE = SourceFile("mlsystem.yaml", TEXT)


@pytest.mark.parametrize(
    ("route", "anchor", "text", "line"),
    [
        (("task", "type"), Anchor.VALUE, "binary", 2),
        (("task", "type"), Anchor.KEY, "type", 2),
        (("task",), Anchor.VALUE, "task", 1),
        (("task", "empty"), Anchor.VALUE, "empty", 3),
        (("task", "missing"), Anchor.VALUE, "task", 1),
        (("task", "type", "deeper"), Anchor.VALUE, "type", 2),
        (("task", "flow"), Anchor.VALUE, "{k: [1, 2]}", 8),
        (("task", "flow", "k", 1), Anchor.VALUE, "2", 8),
        (("task", "flow", "gone"), Anchor.KEY, "flow", 8),
        (("task", "list", 0), Anchor.VALUE, "a", 5),
        (("task", "list", 1), Anchor.VALUE, "c", 7),
        (("task", "list", 9), Anchor.VALUE, "list", 4),
        ((), Anchor.VALUE, "task", 1),
        (("gone",), Anchor.KEY, "task", 1),
    ],
)
def test_a_route_is_placed(route: Route, anchor: Anchor, text: str, line: int) -> None:
    tree = read(SOURCE).value
    assert tree is not None
    finding = Diagnostic("MLS101", Severity.ERROR, "m", route, anchor, related=(Related(route, "r"),))
    (placed,) = locate(tree, [finding])
    assert placed.span is not None
    assert TEXT[placed.span.start.offset : placed.span.end.offset] == text
    assert placed.span.start.line == line
    assert placed.related[0].span is not None


def test_a_known_place_stays() -> None:
    tree = read(SOURCE).value
    assert tree is not None
    finding = Diagnostic("MLS101", Severity.ERROR, "m", ("task",), span=tree.span)
    assert locate(tree, [finding])[0].span is tree.span


def test_a_place_has_a_route() -> None:
    tree = read(SOURCE).value
    assert tree is not None
    assert route_at(tree, TEXT.index("b: 2")) == ("task", "list", 0, "b")
    assert route_at(tree, TEXT.index("2]")) == ("task", "flow", "k", 1)
