"""What a collection of an organisation offers: its index, read and checked against the files beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys.diagnostics import Diagnostic, Result, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.sharing.origins import INDEX_NAME, SHARED_FOLDERS

if TYPE_CHECKING:
    from mlsys.spec.index import Index


def read_index(folder: Path, shown: str = "") -> Result[Index]:
    """Return the index of the collection in ``folder``, unless there is a mistake in it, and the mistakes.

    Args:
        folder: the root of the collection.
        shown: how messages call the file; its path if empty.

    Raises:
        MlsysError: if it cannot be read as text.
    """
    from mlsys.schema.check import checker_of
    from mlsys.source import SourceFile
    from mlsys.spec.index import Index
    from mlsys.spec.upgrade.tree import read_current
    from mlsys.syntax.load import load
    from mlsys.syntax.locate import locate

    source = load(folder / INDEX_NAME, regular=True)
    document = read_current(SourceFile(shown, source.text) if shown else source)
    if document.value is None:
        return Result(None, document.diagnostics)
    index, found = checker_of(Index).bound(document.value)
    found = (*document.diagnostics, *found)
    if index is not None:
        found = (*found, *_mistakes(index, folder))
    sound = not any(d.severity is Severity.ERROR for d in found)
    return Result(index if sound else None, locate(document.value, found))


def _mistakes(index: Index, folder: Path) -> Iterator[Diagnostic]:
    """Yield what is offered and is not there; blueprints are fetched apart, and looked for elsewhere."""
    for kind, suffix in SHARED_FOLDERS.items():
        for name in getattr(index, kind):
            path = f"{kind}/{name}{suffix}"
            if not (folder / path).is_file():
                message = f"`{path}` does not exist"
                yield Diagnostic(codes.MANIFEST, Severity.ERROR, message, (kind, name))
