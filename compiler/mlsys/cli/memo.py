"""The memory of ``validate``: what was found in a document is looked up while nothing has changed.

An entry is named by the content of the document, so it survives a move or a checkout. It lists every other
file that the check has read, and holds only while all of them are unchanged. Losing or damaging the memory
costs time, never correctness; nothing is ever written beside the document.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mlsys import store
from mlsys.cli import diagnostic_json
from mlsys.diagnostics.model import Diagnostic
from mlsys.errors import MlsysError
from mlsys.source import SourceFile

_KIND = "validate"


@dataclass(frozen=True, slots=True)
class Finding:
    """Everything that checking one document has brought to light."""

    diagnostics: tuple[Diagnostic, ...]
    ran: int
    """How many rules ran."""
    skipped: tuple[tuple[str, str], ...]
    """Code and reason of each rule that did not."""
    files: tuple[str, ...] = ()
    """Paths of the other files that were read, relative to the folder of the document."""
    sources: tuple[SourceFile, ...] = field(default=())
    """The texts that the spans point into; the document first."""


def key(content: bytes, options: Sequence[str]) -> str:
    """Return the name of the entry for a document with this content, checked under ``options``."""
    return store.key(content, *(option.encode() for option in options))


def recall(name: str, path: Path) -> Finding | None:
    """Return what was found under the entry ``name`` for the document at ``path``, if it still holds."""
    try:
        entry = store.load(_KIND, name)
        folder = path.parent
        if any(store.state(folder / other) != state for other, state in entry["files"].items()):
            return None
        sources = _sources(path, entry["sources"]) if entry["diagnostics"] else ()
        return Finding(
            tuple(diagnostic_json.decode(item, sources) for item in entry["diagnostics"]),
            entry["ran"],
            tuple((code, reason) for code, reason in entry["skipped"]),
            tuple(entry["files"]),
            sources,
        )
    except (MlsysError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None


def remember(name: str, path: Path, finding: Finding) -> None:
    """Keep ``finding`` under the entry ``name``."""
    entry: Mapping[str, object] = {
        "diagnostics": [diagnostic_json.encode(d, finding.sources) for d in finding.diagnostics],
        "ran": finding.ran,
        "skipped": finding.skipped,
        "files": {other: store.state(path.parent / other) for other in finding.files},
        "sources": [os.path.relpath(source.name, path.parent) for source in finding.sources[1:]],
    }
    store.save(_KIND, name, entry)


def _sources(path: Path, others: Sequence[str]) -> tuple[SourceFile, ...]:
    from mlsys.syntax.load import load

    return (load(path), *(load(os.path.normpath(path.parent / other)) for other in others))
