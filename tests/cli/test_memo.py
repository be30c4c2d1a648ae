"""The memory of `validate`: hit while nothing has changed, missed when anything has."""

from __future__ import annotations

import pytest

from mlsys.cachedir import cache_dir
from mlsys.cli import diagnostic_json, memo
from mlsys.diagnostics import (
    AddEntry,
    Anchor,
    Diagnostic,
    Fix,
    Related,
    RemoveEntry,
    RenameKey,
    SetValue,
    Severity,
)
from mlsys.source import Position, SourceFile, Span


@pytest.fixture
def document(tmp_path, monkeypatch):
    monkeypatch.setenv("MLSYS_CACHE_DIR", str(tmp_path / "cache"))
    path = tmp_path / "mlsystem.yaml"
    path.write_text("a: 1\n")
    return path


def finding(document):
    source, parent = (
        SourceFile(str(document), "a: 1\n"),
        SourceFile(str(document.parent / "base.yaml"), "b: 2\n"),
    )
    return memo.Finding(
        (full_diagnostic(source, parent),), 7, (("MLS304", "needs data"),), ("base.yaml",), (source, parent)
    )


def full_diagnostic(source, parent):
    fix = Fix(
        "do it",
        (SetValue(("a",), "2"), RenameKey(("a", 0), "b"), RemoveEntry(()), AddEntry((), "k", "v")),
        safe=True,
    )
    span = Span(source, Position(0, 1, 1), Position(1, 1, 2))
    other = Span(parent, Position(3, 1, 4), Position(4, 1, 5))
    return Diagnostic(
        "MLS401", Severity.DANGER, "message", ("a", 0), Anchor.KEY, span, "help", "note",
        (Related(("b",), "here", other), Related((), "nowhere")), fix,
    )  # fmt: skip


def test_a_diagnostic_survives_the_memory(document):
    source, parent = SourceFile("x", "a: 1\n"), SourceFile("y", "b: 2\n")
    diagnostic = full_diagnostic(source, parent)
    assert (
        diagnostic_json.decode(diagnostic_json.encode(diagnostic, [source, parent]), [source, parent])
        == diagnostic
    )


def test_what_was_remembered_is_recalled_until_a_file_changes(document):
    parent = document.parent / "base.yaml"
    parent.write_text("b: 2\n")
    name = memo.key(document.read_bytes(), ["options"])
    memo.remember(name, document, finding(document))
    recalled = memo.recall(name, document)
    assert recalled is not None
    assert (recalled.ran, recalled.skipped, recalled.files) == (
        7,
        (("MLS304", "needs data"),),
        ("base.yaml",),
    )
    assert recalled.diagnostics[0].message == "message"
    assert recalled.diagnostics[0].span.source.lines[0] == "a: 1"
    assert recalled.diagnostics[0].related[0].span.source.name == str(parent)
    parent.write_text("b: 3\n")
    assert memo.recall(name, document) is None


def test_the_entry_is_named_by_content_and_options(document):
    names = {memo.key(content, options) for content in (b"a", b"b") for options in (["x"], ["y"], ["x", "y"])}
    assert len(names) == 6


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b"null", b"\xff", b'{"files": 1}'])
def test_a_damaged_entry_is_forgotten(document, damage):
    name = memo.key(b"", [])
    memo.remember(name, document, memo.Finding((), 0, ()))
    (entry,) = cache_dir("validate").rglob("*.json")
    entry.write_bytes(damage)
    assert memo.recall(name, document) is None


def test_a_cache_that_cannot_be_written_is_no_fault(document, monkeypatch):
    monkeypatch.setenv("MLSYS_CACHE_DIR", str(document))
    memo.remember(memo.key(b"", []), document, memo.Finding((), 0, ()))
    assert document.read_text() == "a: 1\n"


def test_an_unchanged_document_is_not_checked_twice(mlsys, document, checks):
    first, second = mlsys("validate", document), mlsys("validate", document)
    assert first == second
    assert first.code == 1
    assert len(checks) == 1
    mlsys("validate", document, "--stage", "production")
    mlsys("validate", document, "--no-cache")
    document.write_text("a: 2\n")
    mlsys("validate", document)
    assert len(checks) == 4


def test_nothing_is_written_beside_the_document(mlsys, document):
    mlsys("validate", document)
    assert {path.name for path in document.parent.iterdir()} == {"mlsystem.yaml", "cache"}
