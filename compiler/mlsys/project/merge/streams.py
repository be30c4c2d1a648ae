"""Files that hold several YAML documents, as Kubernetes has them, merged document by document.

Lines of similar documents are easily taken for one another. Documents are matched by what they are about, so
one that moves, comes or goes does not disturb the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from mlsys.project.merge.diff3 import Clean, Region, diff3

_MARK: Final = re.compile(rb"---(?:\s|$)")
_BARE_MARK: Final = re.compile(r"^---[ \t\r]*$", re.MULTILINE)


def holds_several(content: bytes) -> bool:
    """Return whether ``content`` is a stream of more than one YAML document."""
    return len(_split(content)) > 1


def split(content: bytes) -> dict[str, bytes] | None:
    """Return the documents of a stream by what they are about; ``None`` when two are about the same.

    Every document starts with its ``---``, also the first one if it has none in the stream.

    Raises:
        ValueError: if one of them is not valid YAML.
    """
    found: dict[str, bytes] = {}
    for index, document in enumerate(_split(content)):
        key = _subject(read_document(document)) or f"number {index + 1}"
        if key in found:
            return None
        found[key] = document if _marked(document) else b"---\n" + document
    return found


def read_plain(text: str) -> Any:
    """Return what a text with one YAML document says.

    Raises:
        ValueError: if it is not valid YAML.
    """
    from mlsys.source import SourceFile
    from mlsys.syntax.nodes import to_plain
    from mlsys.syntax.reader import read

    result = read(SourceFile("merged", text))
    if result.value is None or any(finding.severity.fails for finding in result.diagnostics):
        raise ValueError("not a document that can be compared")
    return to_plain(result.value)


def read_document(document: bytes) -> Any:
    """Return what one document of a stream says.

    Raises:
        ValueError: if it is not valid YAML.
    """
    return read_plain(_BARE_MARK.sub("", document.decode()))


def by_document(base: bytes, ours: bytes, theirs: bytes) -> list[Region] | None:
    """Return the merge of each document; ``None`` when they cannot be told apart."""
    try:
        sides = [split(content) for content in (base, ours, theirs)]
    except ValueError:
        return None
    if any(side is None for side in sides):
        return None
    before, mine, now = (side or {} for side in sides)
    regions: list[Region] = []
    for key in in_order(mine, now):
        regions += diff3(*(_lines(side.get(key, b"")) for side in (before, mine, now)))
    return list(_unmarked(regions)) if not _marked(b"".join(_split(ours)[:1])) else regions


def in_order(ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Return all keys: those of ours in their order, each other one behind its predecessor in theirs."""
    order = list(ours)
    previous: str | None = None
    for key in theirs:
        if key not in order:
            order.insert(order.index(previous) + 1 if previous is not None else 0, key)
        previous = key
    return order


def _subject(document: Any) -> str | None:
    """Return what identifies an object of Kubernetes; ``None`` for anything else."""
    if not isinstance(document, dict) or not isinstance(document.get("metadata"), dict):
        return None
    metadata = document["metadata"]
    parts = [document.get("apiVersion"), document.get("kind")]
    parts += [metadata.get("namespace"), metadata.get("name")]
    return "/".join(str(part or "") for part in parts) if parts[1] and parts[3] else None


def _split(content: bytes) -> list[bytes]:
    """Split in front of every ``---``; what holds nothing but comments belongs to a document beside it."""
    documents = [b""]
    for line in _lines(content):
        if _MARK.match(line) and _says_something(documents[-1]):
            documents.append(b"")
        documents[-1] += line if line.endswith(b"\n") else line + b"\n"
    if len(documents) > 1 and not _says_something(documents[-1]):
        documents[-2:] = [b"".join(documents[-2:])]
    return documents


def _says_something(document: bytes) -> bool:
    lines = (line.strip() for line in document.split(b"\n"))
    return any(line and not line.startswith(b"#") and not _MARK.fullmatch(line) for line in lines)


def _marked(document: bytes) -> bool:
    return any(_MARK.match(line) for line in document.split(b"\n"))


def _lines(content: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+", content)


def _unmarked(regions: Sequence[Region]) -> Iterator[Region]:
    """Take the ``---`` off the first document, as the user has it."""
    for index, region in enumerate(regions):
        if index == 0 and isinstance(region, Clean) and _MARK.match(region.lines[0]):
            yield Clean(region.lines[1:])
        else:
            yield region
