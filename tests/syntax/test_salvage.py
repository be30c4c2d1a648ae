"""A syntax error takes its own section away, not the rest of the document."""

from __future__ import annotations

import pytest

from mlsys.source import SourceFile
from mlsys.syntax.nodes import find, to_plain
from mlsys.syntax.reader import read
from mlsys.syntax.salvage import read_leniently

GOOD = "a: {b: 1}\n# about c\nc:\n  d: [1, 2]\n\ne: last\n"


def salvaged(text: str):
    result = read_leniently(SourceFile("f", text))
    plain = to_plain(result.value) if result.value is not None else None
    return plain, [(d.route, d.span.start.line) for d in result.diagnostics if d.span]


def test_sound_text_is_read_as_ever() -> None:
    source = SourceFile("f", GOOD)
    assert read_leniently(source) == read(source)


@pytest.mark.parametrize(
    ("old", "new", "lost", "line"),
    [
        ("{b: 1}", "{b: 1", "a", 1),
        ("[1, 2]", "[1, 2", "c", 4),
        ("[1, 2]", "[1, 2]]", "c", 4),
        ("  d:", "\td:", "c", 4),
        ("last", "one: two", "e", 6),
        ("last", '"last', "e", 6),
    ],
)
def test_only_the_broken_section_is_lost(old: str, new: str, lost: str, line: int) -> None:
    plain, found = salvaged(GOOD.replace(old, new))
    whole = {"a": {"b": 1}, "c": {"d": [1, 2]}, "e": "last"}
    assert plain == {name: value for name, value in whole.items() if name != lost}
    assert found == [((lost,), line)]


def test_every_broken_section_is_found() -> None:
    plain, found = salvaged("a: {b: 1\nc: [1\ne: last\nf: g: h\n")
    assert plain == {"e": "last"}
    assert found == [(("a",), 1), (("c",), 2), (("f",), 4)]


def test_places_are_those_of_the_whole_text() -> None:
    source = SourceFile("f", "a: [1\nbé: {c: 2}\n")
    tree = read_leniently(source).value
    assert tree is not None
    node = find(tree, ("bé", "c")) or find(tree, ("b",))
    assert node is None or node.span.source is source


@pytest.mark.parametrize("text", ["{a: [1}", "- a\n- [b\n", "a: [1", "[" * 100, "", "\ta: 1"])
def test_text_without_another_section_is_given_up(text: str) -> None:
    source = SourceFile("f", text)
    assert read_leniently(source).value is None
    assert read_leniently(source) == read(source)
