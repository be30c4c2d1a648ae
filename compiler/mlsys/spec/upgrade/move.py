"""Moving an entry of a document to another place, with the comments that belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from mlsys.route import Route
from mlsys.source import SourceFile
from mlsys.syntax.nodes import Entry, Mapping, Node, find
from mlsys.syntax.patches import NotPossible, written_key


@dataclass(frozen=True, slots=True)
class _Lines:
    """Whole lines of a text, from ``start`` to before ``end``."""

    start: int
    end: int
    indent: int


def moved(source: SourceFile, tree: Node, route: Route, to: Route) -> str:
    """Return the text of ``source`` with the entry at ``route`` at ``to``.

    In block style the entry moves as whole lines, with the comments above and inside of it; in flow style as
    the text of its value. Mappings that are missing on the way are made, one that is left empty goes,
    and the comments of it go along.

    Raises:
        NotPossible: if there is no such entry, the place is taken, or the forms do not go together.
    """
    entry = _entry(tree, route)
    if find(tree, to) is not None:
        raise NotPossible
    target, missing = _target(tree, to, route)
    lines = source.text.splitlines(keepends=True)
    block = _lines_of(source, lines, entry)
    text = "".join(lines[block.start : block.end])
    end = "\r\n" if "\r\n" in source.text else "\n"
    text = text if text.endswith("\n") else text + end
    head = "".join(
        f"{' ' * (target.indent + 2 * depth)}{written_key(name)}:{end}"
        for depth, name in enumerate(missing[:-1])
    )
    indent = target.indent + 2 * (len(missing) - 1)
    body = _indented(_renamed(text, entry, missing[-1]), indent - block.indent)
    gone = _emptied(source, lines, tree, route, block)
    notes = "".join(
        " " * indent + lines[number].lstrip(" ")
        for number in range(gone.start, gone.end)
        if not block.start <= number < block.end and lines[number].strip().startswith("#")
    )
    return _put(lines, _without_gap(lines, gone), target.end, head + notes + body, end)


def _put(lines: list[str], gone: _Lines, place: int, text: str, end: str) -> str:
    kept = [line if not gone.start <= number < gone.end else "" for number, line in enumerate(lines)]
    before, after = kept[:place], kept[place:]
    if before and before[-1] and not before[-1].endswith("\n"):
        before[-1] += end
    return "".join((*before, text, *after))


def _entry(tree: Node, route: Route) -> Entry:
    parent = find(tree, route[:-1])
    entry = parent.entry(str(route[-1])) if isinstance(parent, Mapping) else None
    if entry is None:
        raise NotPossible
    return entry


def _target(tree: Node, to: Route, route: Route) -> tuple[_Lines, list[str]]:
    """Return the end and indent of the mapping that takes the entry, and the names below it."""
    depth = len(to) - 1
    while depth and not isinstance(find(tree, to[:depth]), Mapping):
        depth -= 1
    mapping = find(tree, to[:depth])
    if not isinstance(mapping, Mapping) or not mapping.entries or _is_flow(mapping):
        raise NotPossible
    if to[: len(route)] == route:
        raise NotPossible
    last = mapping.entries[-1].value.span.end
    line = last.line if last.column > 1 else last.line - 1
    key = mapping.entries[-1].key.span
    names = [str(step) for step in to[depth:]]
    return _Lines(0, max(line, key.end.line), mapping.entries[0].key.span.start.column - 1), names


def _is_flow(mapping: Mapping) -> bool:
    return mapping.span.source.text[mapping.span.start.offset : mapping.span.start.offset + 1] == "{"


def _lines_of(source: SourceFile, lines: list[str], entry: Entry) -> _Lines:
    """Return the lines of an entry that has them for itself, comments right above included."""
    key, value = entry.key.span, entry.value.span.end
    indent = key.start.column - 1
    first = key.start.line - 1
    if lines[first][:indent].strip():
        raise NotPossible
    last = max(key.end.line, value.line if value.column > 1 else value.line - 1)
    rest = lines[last - 1].rstrip("\r\n")[value.column - 1 :] if value.line == last else ""
    if rest.strip() and not rest.strip().startswith("#"):
        raise NotPossible
    while first > 0 and lines[first - 1].strip().startswith("#") and _indent(lines[first - 1]) == indent:
        first -= 1
    return _Lines(first, last, indent)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _renamed(text: str, entry: Entry, name: str) -> str:
    if entry.name == name:
        return text
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if not line.strip().startswith("#"):
            start = _indent(line)
            width = entry.key.span.end.offset - entry.key.span.start.offset
            lines[number] = f"{line[:start]}{written_key(name)}{line[start + width :]}"
            break
    return "".join(lines)


def _indented(text: str, by: int) -> str:
    if by >= 0:
        return "".join(" " * by + line if line.strip() else line for line in text.splitlines(keepends=True))
    return "".join(
        line[-by:] if not line[:-by].strip() else line.lstrip(" ") for line in text.splitlines(keepends=True)
    )


def _without_gap(lines: list[str], gone: _Lines) -> _Lines:
    """Add the blank line above to the lines that go, if another one or the end follows."""
    blank_above = gone.start > 0 and not lines[gone.start - 1].strip()
    blank_below = gone.end >= len(lines) or not lines[gone.end].strip()
    return _Lines(gone.start - 1, gone.end, gone.indent) if blank_above and blank_below else gone


def _emptied(source: SourceFile, lines: list[str], tree: Node, route: Route, block: _Lines) -> _Lines:
    """Return the lines that go: those of the entry, or of the outermost mapping that it leaves empty."""
    for depth in range(1, len(route)):
        parent = find(tree, route[:depth])
        below = [find(tree, route[:length]) for length in range(depth, len(route))]
        if isinstance(parent, Mapping) and all(isinstance(m, Mapping) and len(m.entries) == 1 for m in below):
            outer = _lines_of(source, lines, _entry(tree, route[:depth]))
            return _Lines(outer.start, max(outer.end, block.end), outer.indent)
    return block
