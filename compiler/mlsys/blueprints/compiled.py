"""The manifests that ship with the compiler, as JSON: reading them so takes a twentieth of the time.

``blueprints/manifests.json`` is written by ``make schemas`` and holds each manifest beside the digest of its
file. A manifest that was edited since has another digest and is parsed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from mlsys.blueprints.contents import MANIFEST_NAME
from mlsys.blueprints.parse import Plain
from mlsys.source import SourceFile
from mlsys.syntax.nodes import to_plain

COMPILED_NAME: Final = "manifests.json"


def digest_of(text: str) -> str:
    """Return the SHA-256 of a manifest's text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_compiled(folder: Path) -> Mapping[str, Plain]:
    """Return the manifests by the digest of their files; none when the file is missing or damaged."""
    try:
        entries = json.loads((folder / COMPILED_NAME).read_bytes())
        return {entry["sha256"]: entry["manifest"] for entry in entries.values()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def plain_manifest(source: SourceFile) -> Plain:
    """Return what the manifest in ``source`` says, unchecked.

    Raises:
        ValueError: if it cannot be parsed.
    """
    from mlsys.syntax.reader import read

    document = read(source)
    if document.value is None:
        raise ValueError(document.diagnostics[0].message)
    return cast(Plain, to_plain(document.value))


def compiled_text(folder: Path) -> str:
    """Return the text that the file in ``folder`` should have."""
    from mlsys.syntax.load import load

    sources = {path.parent.name: load(path) for path in sorted(folder.glob(f"*/{MANIFEST_NAME}"))}
    entries = {
        name: {"sha256": digest_of(source.text), "manifest": plain_manifest(source)}
        for name, source in sources.items()
    }
    return json.dumps(entries, indent=1, ensure_ascii=False) + "\n"


def write_compiled(folder: Path) -> None:
    """Write the file in ``folder`` anew."""
    (folder / COMPILED_NAME).write_text(compiled_text(folder), encoding="utf-8")
