"""Whatever the text, reading ends with a tree or findings; whatever the fix, the rest of the text stays."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mlsys.diagnostics import AddEntry, Change, Fix, RemoveEntry, RenameKey, SetValue
from mlsys.diagnostics.report import Report, ordered
from mlsys.diagnostics.text import render
from mlsys.schema.check import check
from mlsys.source import SourceFile
from mlsys.syntax.edits import apply
from mlsys.syntax.locate import locate, route_at
from mlsys.syntax.nodes import Node, find, leaves, to_plain
from mlsys.syntax.reader import read

YAML_LIKE = st.text(
    alphabet=st.sampled_from(list("ab1: -?[]{},&*!|>'\"%@`#\n\t\r~<=.\\x\u2028\x85é漢\ufeff")), max_size=60
)
WORDS = st.from_regex(r"[a-z][a-z_]{0,6}", fullmatch=True)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-99, 99), WORDS, st.sampled_from(["", "a: b", "x #y", "ü"])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(WORDS, VALUES, min_size=1, max_size=4)


@settings(max_examples=300, deadline=None)
@given(st.one_of(YAML_LIKE, st.text(max_size=40), st.binary(max_size=40).map(lambda b: b.decode("latin-1"))))
def test_every_text_ends_with_a_tree_or_a_finding(text: str) -> None:
    source = SourceFile("mlsystem.yaml", text)
    result = read(source)
    assert result.value is not None or result.diagnostics
    found = result.diagnostics
    if result.value is not None:
        found += locate(result.value, check(result.value, {"type": "object", "additionalProperties": False}))
    for diagnostic in found:
        assert diagnostic.span is not None
        start, end = diagnostic.span.start, diagnostic.span.end
        assert 0 <= start.offset <= end.offset <= len(text)
        assert text.count("\n", 0, start.offset) == start.line - 1
        assert start.column - 1 == start.offset - (text.rfind("\n", 0, start.offset) + 1)
    assert render(Report(ordered(found)))


@settings(max_examples=200, deadline=None)
@given(YAML_LIKE)
def test_what_is_read_is_what_libyaml_composes(text: str) -> None:
    """The shape (not the values, which follow another schema) agrees with PyYAML's own composer."""
    result = read(SourceFile("f", text))
    if result.value is None or result.diagnostics:
        return
    assert _shape(result.value) == _composed(yaml.compose(text, Loader=yaml.CSafeLoader))


def _shape(node: Node) -> Any:
    plain = to_plain(node)
    return _plain_shape(plain)


def _plain_shape(value: Any) -> Any:
    if isinstance(value, dict):
        return [_plain_shape(item) for item in value.values()]
    return [_plain_shape(item) for item in value] if isinstance(value, list) else None


def _composed(node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return [_composed(value) for _, value in node.value]
    return [_composed(item) for item in node.value] if isinstance(node, yaml.SequenceNode) else None


def _text(document: dict[str, Any], *, flow: bool | None) -> str:
    text = yaml.safe_dump(document, default_flow_style=flow, allow_unicode=True, sort_keys=False, width=1000)
    if flow:
        return text
    return "".join(f"# {n}\n{line}\n" for n, line in enumerate(text.splitlines()) if line)


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS, st.sampled_from([True, False, None]), st.data())
def test_a_fix_changes_what_it_says_and_keeps_the_comments(
    document: dict[str, Any], flow: bool | None, data: st.DataObject
) -> None:
    source = SourceFile("f", _text(document, flow=flow))
    tree = read(source).value
    assert tree is not None
    routes = [route[:n] for route, _ in leaves(tree) for n in range(1, len(route) + 1)] or [
        (next(iter(document)),)
    ]
    route = data.draw(st.sampled_from(routes))
    changes: list[Change] = [SetValue(route, "5"), RemoveEntry(route), AddEntry(route[:-1], "zz", "5")]
    if isinstance(route[-1], str):
        changes.append(RenameKey(route, "zz"))
    change = data.draw(st.sampled_from(changes))
    result = apply(source, [Fix("", (change,))])
    changed = read(SourceFile("f", result.text))
    assert changed.value is not None
    assert not changed.diagnostics
    if result.refused:
        assert result.text == source.text
        return
    found = find(changed.value, route)
    match change:
        case SetValue():
            assert found is not None
            assert to_plain(found) == 5
        case RemoveEntry() | RenameKey():
            assert isinstance(route[-1], int) or found is None
        case AddEntry():
            added = find(changed.value, (*route[:-1], "zz"))
            assert added is not None
    before, after = source.text.splitlines(), result.text.splitlines()
    if not isinstance(change, RemoveEntry | SetValue):
        assert [line for line in before if line.startswith("#")] == [
            line for line in after if line.startswith("#")
        ]


@settings(max_examples=100, deadline=None)
@given(DOCUMENTS, st.booleans())
def test_a_place_leads_back_to_its_route(document: dict[str, Any], flow: bool) -> None:
    tree = read(SourceFile("f", _text(document, flow=flow))).value
    assert tree is not None
    for route, leaf in leaves(tree):
        if leaf.span.start != leaf.span.end:
            assert route_at(tree, leaf.span.start.offset) == route
