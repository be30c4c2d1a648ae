"""Reading: YAML 1.2 values with places, and a finding for every mistake of the text."""

from __future__ import annotations

import time

import pytest

from mlsys.diagnostics import Diagnostic
from mlsys.source import SourceFile
from mlsys.syntax.nodes import Mapping, Scalar, find, to_plain
from mlsys.syntax.reader import MAX_CHARACTERS, read


def findings(text: str) -> tuple[Diagnostic, ...]:
    return read(SourceFile("mlsystem.yaml", text)).diagnostics


def plain(text: str) -> object:
    result = read(SourceFile("mlsystem.yaml", text))
    assert not result.diagnostics
    assert result.value is not None
    return to_plain(result.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("10:30", "10:30"),
        ("010", "010"),
        ("1_000", "1_000"),
        ("2027-06-30", "2027-06-30"),
        ("1e-3", 0.001),
        ("-1.5", -1.5),
        ("+7", 7),
        (".5", 0.5),
        ("1.", 1.0),
        ("0o17", 15),
        ("0xff", 255),
        ("0", 0),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("9" * 5000, "9" * 5000),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("!!str 010", "010"),
        ('"true"', "true"),
        ("'it''s'", "it's"),
        ("50ms", "50ms"),
        ("=", "="),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: object) -> None:
    found = plain(f"a: {text}")
    assert found == {"a": value}
    assert repr(found) == repr({"a": value})


def test_places_are_exact() -> None:
    source = SourceFile("f", 'a: 1\nb:\n  - "x y"\n  - {c: ü漢, d: 2}\ne: |\n  long\n\nf: &x [1]\ng: *x\n')
    tree = read(source).value
    assert isinstance(tree, Mapping)

    def text(*route: str | int) -> str:
        node = find(tree, route)
        assert node is not None
        return source.text[node.span.start.offset : node.span.end.offset]

    assert text("b", 0) == '"x y"'
    assert text("b", 1) == "{c: ü漢, d: 2}"
    assert text("b", 1, "c") == "ü漢"
    assert text("e") == "|\n  long"
    assert text("f") == text("g") == "[1]"
    assert text("b") == '- "x y"\n  - {c: ü漢, d: 2}'
    node = find(tree, ("b", 1, "d"))
    assert isinstance(node, Scalar)
    assert (node.span.start.line, node.span.start.column) == (4, 16)


def test_odd_line_ends_do_not_move_places() -> None:
    tree = read(SourceFile("f", "a: 1\r\nb: '\u2028'\r\nc: 3\r\n")).value
    assert isinstance(tree, Mapping)
    assert [entry.key.span.start.line for entry in tree.entries] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "message"),
    [
        ("a: 1\na: 2\n", "MLS002", 2, 1, "`a` is defined twice (lines 1 and 2)"),
        ("x: {a: 1, a: 2}", "MLS002", 1, 11, "`x.a` is defined twice (line 1)"),
        ("- {b: 1}\n- b: 1\n  'b': 2", "MLS002", 3, 3, "`[1].b` is defined twice"),
        ("1: a\n'1': b", "MLS002", 2, 1, "is defined twice"),
        ("a:\n\tb: 1", "MLS016", 2, 1, "a tab indents this line"),
        ("a: b: c", "MLS016", 1, 5, "a second `: `"),
        ("a: 1\n  b: 2", "MLS016", 2, 3, "`b` is indented below a line that already has a value"),
        ("key\nb: 1", "MLS016", 1, 1, "`key` has no `:`"),
        ("a: 1\nother\n", "MLS016", 2, 1, "`other` has no `:`"),
        ("a: [1, 2\nb: 3", "MLS016", 1, 4, "this `[` is never closed"),
        ("a: {b: 1\nc: 2", "MLS016", 1, 4, "this `{` is never closed"),
        ("a: 'x\nb: 1", "MLS016", 1, 4, "this ' is never closed"),
        ("a: @x", "MLS016", 1, 4, "a value cannot start with `@`"),
        ("a: %x", "MLS016", 1, 4, "a value cannot start with `%`"),
        ('a: "\\q"', "MLS016", 1, 5, "`\\q` is not an escape"),
        ("a:\n    b: 1\n  c: 2", "MLS016", 3, 3, "this line is indented by 2 spaces"),
        ("a: 'x' y", "MLS016", 1, 8, "text follows a value"),
        ("a:\n  - x\n  y: 1", "MLS016", 3, 3, "a list goes on here without `-`"),
        ("a: - b", "MLS016", 1, 4, "a list cannot start behind a key"),
        ("}", "MLS016", 1, 1, "no bracket is open"),
        ("a: [1, , 2]", "MLS016", 1, 8, "a value is missing"),
        ("a: b\x07c", "MLS016", 1, 5, "U+0007"),
        ("a: \u200b\ufeff", "MLS016", 1, 5, "U+FEFF"),
        ("a: 1\n---\nb: 2", "MLS020", 2, 1, "a second document"),
        ("b: {<<: {x: 1}, c: 2}", "MLS020", 1, 5, "merge keys"),
        ("a: !include x.yaml", "MLS020", 1, 4, "the tag `!include`"),
        ("? [a]\n: b", "MLS020", 1, 3, "a list cannot be a key"),
        ("true: b", "MLS020", 1, 1, "`true` is not text"),
        ("? \n: b", "MLS020", 1, 2, "nothing is not text"),
        ("a: *b", "MLS020", 1, 4, "no anchor `&b`"),
        ("a: &x [*x]", "MLS020", 1, 8, "stands inside the value that it names"),
        ("", "MLS022", 1, 1, "no specification"),
        ("# only a comment\n---\n", "MLS022", 1, 1, "no specification"),
    ],
)
def test_a_mistake_is_one_finding_at_its_place(
    text: str, code: str, line: int, column: int, message: str
) -> None:
    (finding,) = findings(text)
    assert finding.code == code
    assert finding.span is not None
    assert (finding.span.start.line, finding.span.start.column) == (line, column)
    assert message in finding.message
    assert finding.help


def test_after_a_duplicate_the_rest_is_still_read() -> None:
    result = read(SourceFile("f", "a: 1\na: 2\nb: {c: 1, c: 2, d: 3}\n"))
    assert result.value is not None
    assert to_plain(result.value) == {"a": 1, "b": {"c": 1, "d": 3}}
    assert [d.code for d in result.diagnostics] == ["MLS002", "MLS002"]


def test_numbers_may_be_keys_and_stand_for_their_text() -> None:
    assert plain("{0: healthy, 1: ill}") == {"0": "healthy", "1": "ill"}


BOMB = "a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        "[" * (MAX_CHARACTERS - 1),
        "{a: " * 500_000,
        "- " * 1_000_000,
        "? " * 1_000_000,
        "[&a " * 500_000,
        "".join(f"{' ' * n}a:\n" for n in range(1500)),
        BOMB,
        "- 1\n" * 400_000,
        "[" + "1," * 1_000_000,
        "a" * MAX_CHARACTERS + "b",
    ],
    ids=["lists", "mappings", "dashes", "keys", "anchors", "indented", "bomb", "many", "flow", "long"],
)
def test_hostile_texts_are_refused_in_a_moment(text: str) -> None:
    start = time.process_time()
    (finding,) = findings(text)
    assert finding.code == "MLS021"
    assert time.process_time() - start < 10


def test_an_alias_stands_for_its_value() -> None:
    assert plain("a: &x {b: 1}\nc: *x") == {"a": {"b": 1}, "c": {"b": 1}}
