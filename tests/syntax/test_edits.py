"""Fixes change what they name and keep the rest of the text, comments included."""

from __future__ import annotations

import pytest

from mlsys.diagnostics import AddEntry, AppendItem, Change, Fix, RemoveEntry, RenameKey, SetValue
from mlsys.source import SourceFile
from mlsys.syntax.edits import apply

TEXT = """\
# what this is
task:            # the problem
  type: binary   # two classes
  classes: ["No", "Yes"]
  empty:
  policy: {kind: threshold, costs: {fp: 1, fn: 2}}
  # about the note
  note: |
    long
    text

people:
  - name: a   # first
    role: x
  - name: b
lone:
  one: 1
"""


def edited(change: Change, text: str = TEXT) -> str:
    result = apply(SourceFile("mlsystem.yaml", text), [Fix("", (change,))])
    assert not result.refused
    return result.text


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (SetValue(("task", "type"), "regression"), "type: binary   #", "type: regression   #"),
        (SetValue(("task", "classes", 1), '"Ja"'), '"Yes"', '"Ja"'),
        (SetValue(("task", "classes"), "[a]"), '["No", "Yes"]', "[a]"),
        (SetValue(("task", "empty"), "5"), "  empty:\n", "  empty: 5\n"),
        (SetValue(("task", "note"), "short"), "|\n    long\n    text\n", "short\n"),
        (SetValue(("task", "policy", "costs", "fn"), "3"), "fn: 2", "fn: 3"),
        (SetValue(("lone",), "[]"), "lone:\n  one: 1\n", "lone: []\n"),
        (SetValue(("people", 1, "name"), "c"), "name: b", "name: c"),
        (RenameKey(("task", "type"), "kind"), "  type: binary", "  kind: binary"),
        (RenameKey(("task",), "no"), "\ntask: ", '\n"no": '),
        (RenameKey(("people", 0, "role"), "part"), "role: x", "part: x"),
        (RenameKey(("task", "policy", "kind"), "a b"), "{kind:", "{a b:"),
        (RemoveEntry(("task", "type")), "  type: binary   # two classes\n", ""),
        (RemoveEntry(("task", "note")), "  note: |\n    long\n    text\n", ""),
        (RemoveEntry(("task", "policy", "kind")), "kind: threshold, ", ""),
        (RemoveEntry(("task", "policy", "costs")), ", costs: {fp: 1, fn: 2}", ""),
        (RemoveEntry(("task", "classes", 0)), '"No", ', ""),
        (RemoveEntry(("people", 0)), "  - name: a   # first\n    role: x\n", ""),
        (RemoveEntry(("people", 0, "name")), "name: a   # first\n    role: x", "role: x"),
        (RemoveEntry(("people", 0, "role")), "    role: x\n", ""),
        (AppendItem(("people",), "{name: c}"), "  - name: b\n", "  - name: b\n  - {name: c}\n"),
        (AppendItem(("task", "classes"), "maybe"), '"Yes"]', '"Yes", maybe]'),
        (AppendItem(("task", "empty"), "5"), "  empty:\n", "  empty: [5]\n"),
        (AppendItem(("task", "policy", "also"), "x"), "fn: 2}", "fn: 2}, also: [x]"),
        (AppendItem(("lone", "two"), "2"), "  one: 1\n", "  one: 1\n  two:\n    - 2\n"),
        (RemoveEntry(("people", 1, "name")), "  - name: b", "  - {}"),
        (RemoveEntry(("lone", "one")), "lone:\n  one: 1\n", "lone: {}\n"),
        (AddEntry(("task",), "unit", "EUR"), "    text\n", "    text\n  unit: EUR\n"),
        (AddEntry(("task", "policy"), "k", "1"), "fn: 2}}", "fn: 2}, k: 1}"),
        (AddEntry(("task", "empty"), "k", "1"), "empty:\n", "empty: {k: 1}\n"),
        (AddEntry(("people", 0), "k", "1"), "    role: x\n", "    role: x\n    k: 1\n"),
        (AddEntry((), "x-a", "{b: 1}"), "  one: 1\n", "  one: 1\nx-a: {b: 1}\n"),
        (AddEntry(("a", "b"), "c", "1"), "  one: 1\n", "  one: 1\na: {b: {c: 1}}\n"),
    ],
    ids=str,
)
def test_a_change_touches_one_place(change: Change, old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert edited(change) == TEXT.replace(old, new)


def test_line_ends_of_windows_stay() -> None:
    assert edited(AddEntry((), "b", "2"), "a: 1\r\n") == "a: 1\r\nb: 2\r\n"


def test_a_file_without_a_last_line_end() -> None:
    assert edited(AddEntry((), "b", "2"), "a: 1") == "a: 1\nb: 2"


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("a: 1\n", RemoveEntry(("b",))),
        ("a: 1\n", RenameKey(("b",), "c")),
        ("a: 1\nb: 2\n", RenameKey(("b",), "a")),
        ("a: 1\n", SetValue(("a",), "]")),
        ("a: 1\n", SetValue(("a", "b", "c"), "1")),
        ("a: &x {k: 1}\nb: *x\n", SetValue(("b", "k"), "2")),
        ("a: [1\n", SetValue(("a",), "2")),
        ("a: [1]\n", AddEntry(("a",), "b", "1")),
        ("a: 1\n", AddEntry((), "a", "1")),
        ("a: 1\n", RemoveEntry(())),
    ],
)
def test_a_change_that_would_do_something_else_is_refused(text: str, change: Change) -> None:
    fix = Fix("", (change,))
    result = apply(SourceFile("mlsystem.yaml", text), [fix])
    assert (result.text, result.refused) == (text, (fix,))


def test_a_fix_is_made_as_a_whole_or_not_at_all() -> None:
    half = Fix("", (SetValue(("a",), "2"), RemoveEntry(("gone",))))
    whole = Fix("", (SetValue(("b",), "3"),))
    result = apply(SourceFile("f", "a: 1\nb: 1\n"), [half, whole])
    assert (result.text, result.applied, result.refused) == ("a: 1\nb: 3\n", (whole,), (half,))
