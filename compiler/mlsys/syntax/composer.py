"""From parser events to nodes, without recursion and within limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

import yaml

from mlsys.diagnostics import Diagnostic, Severity, codes
from mlsys.route import Route, Step
from mlsys.source import Span
from mlsys.syntax.keys import usable_key
from mlsys.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence
from mlsys.syntax.positions import Positions
from mlsys.syntax.scalars import resolve

MAX_DEPTH: Final = 64
"""Mappings and lists inside each other; the language itself needs ten."""
MAX_NODES: Final = 100_000
"""Values of a document after its aliases are expanded."""

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*\s*(?:#[^\n]*\n\s*)*)+")
_TEXT_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})
_COLLECTION_TAGS = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})


class LimitExceeded(Exception):
    """The document is larger or deeper than any specification; carries the finding."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.message)
        self.finding = finding


@dataclass(slots=True)
class _Frame:
    """A mapping or sequence whose end has not been seen yet."""

    start: yaml.CollectionStartEvent
    is_mapping: bool
    size_before: int
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Scalar | None = None
    dropped: bool = False
    """Whether the key is of no use, so that its value is read and forgotten."""
    awaits_value: bool = False


class Composer:
    """Builds the tree of one document and collects what is wrong with it."""

    def __init__(self, positions: Positions) -> None:
        self._positions = positions
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Node, int] | None] = {}
        self._size = 0
        self.root: Node | None = None
        self.findings: list[Diagnostic] = []

    def feed(self, event: yaml.Event) -> None:
        """Take the next event.

        Raises:
            LimitExceeded: if the document grows beyond `MAX_DEPTH` or `MAX_NODES`.
        """
        match event:
            case yaml.ScalarEvent():
                self._grow(1, event)
                self._add(self._scalar(event), event, size=1)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._open(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close(event)
            case _:
                pass

    # -- leaves ---------------------------------------------------------------------------

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        span = self._span(event, event)
        text: str = event.value
        if event.style:
            raw = self._positions.source.text[span.start.offset : span.end.offset]
            if event.style in "|>":
                span = self._positions.between(span.start.offset, span.start.offset + len(raw.rstrip()))
                raw = raw.rstrip()
            self._check_tag(event, _TEXT_TAGS)
            return Scalar(text, span, raw, plain=False)
        if event.tag in _TEXT_TAGS:
            return Scalar(text, span, text)
        self._check_tag(event, frozenset())
        return Scalar(resolve(text), span, text)

    def _check_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, known: frozenset[str]) -> None:
        if event.tag is None or event.tag in known:
            return
        start = self._positions.of(event.start_mark)
        text = self._positions.source.text
        match = re.compile(r"(?:&\S+\s+)?(![^\s,\[\]{}]*)").match(text, start.offset)
        begin, end = match.span(1) if match else (start.offset, start.offset + 1)
        self._report(
            codes.YAML_FEATURE,
            f"the tag `{text[begin:end]}` has no meaning here",
            self._positions.between(begin, end),
            help="write the plain value; to share sections use `extends`",
        )

    def _alias(self, event: yaml.AliasEvent) -> None:
        name = event.anchor or ""
        known = self._anchors.get(name)
        if known is not None:
            node, size = known
            self._grow(size, event)
            self._add(node, event, size)
            return
        span = self._positions.span(event.start_mark, event.end_mark)
        if name in self._anchors:
            message, help_ = f"`*{name}` stands inside the value that it names", "write the value out"
        else:
            message = f"no anchor `&{name}` stands before this alias"
            help_ = f'define `&{name}` above, or quote the text: "*{name}"'
        self._report(codes.YAML_FEATURE, message, span, help=help_)
        self._grow(1, event)
        self._add(Scalar(None, span, f"*{name}"), event, size=1, valid=False)

    # -- collections ----------------------------------------------------------------------

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise LimitExceeded(
                Diagnostic(
                    codes.TOO_LARGE,
                    Severity.ERROR,
                    f"more than {MAX_DEPTH} mappings and lists stand inside each other",
                    span=self._positions.span(event.start_mark, event.end_mark),
                    help="check the brackets and the indentation",
                )
            )
        self._grow(1, event)
        self._check_tag(event, _COLLECTION_TAGS)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._stack.append(_Frame(event, isinstance(event, yaml.MappingStartEvent), self._size - 1))

    def _close(self, event: yaml.Event) -> None:
        frame = self._stack.pop()
        node: Node
        if frame.is_mapping:
            entries = tuple(frame.entries.values())
            node = Mapping(entries, self._collection_span(frame, event, [e.value for e in entries]))
        else:
            node = Sequence(tuple(frame.items), self._collection_span(frame, event, frame.items))
        self._add(node, frame.start, self._size - frame.size_before)

    def _collection_span(self, frame: _Frame, end: yaml.Event, children: list[Node]) -> Span:
        span = self._span(frame.start, end)
        if not frame.start.flow_style:
            # The parser ends a block where the next token starts, far below its last line.
            inside = [c.span.end for c in children if c.span.start >= span.start and c.span.end <= span.end]
            span = Span(span.source, span.start, max(inside, default=span.start))
        return span

    def _span(self, start: yaml.NodeEvent, end: yaml.Event) -> Span:
        """Return the text of a node without its anchor and tag."""
        span = self._positions.span(start.start_mark, end.end_mark)
        if isinstance(start, yaml.ScalarEvent | yaml.CollectionStartEvent) and (start.anchor or start.tag):
            match = _PROPERTIES.match(self._positions.source.text, span.start.offset, span.end.offset)
            if match:
                return self._positions.between(match.end(), max(match.end(), span.end.offset))
        return span

    # -- putting nodes into their parent ------------------------------------------------------

    def _add(self, node: Node, event: yaml.NodeEvent, size: int, *, valid: bool = True) -> None:
        anchor = None if isinstance(event, yaml.AliasEvent) else event.anchor
        if anchor:
            self._anchors[anchor] = (node, size)
        if not self._stack:
            self.root = node
            return
        frame = self._stack[-1]
        if not frame.is_mapping:
            frame.items.append(node)
        elif not frame.awaits_value:
            frame.awaits_value = True
            frame.key = self._key(node, frame) if valid else None
            frame.dropped = frame.key is None
        else:
            if frame.key is not None:
                entry = Entry(frame.key, node)
                frame.entries[entry.name] = entry
            frame.awaits_value = False
            frame.key = None

    def _key(self, node: Node, frame: _Frame) -> Scalar | None:
        key = usable_key(node, frame.entries, self._route())
        if isinstance(key, Diagnostic):
            self.findings.append(key)
            return None
        return key

    # -- findings and limits --------------------------------------------------------------------

    def _route(self, *, value: bool = False) -> Route:
        """Return the route of the innermost open collection, or of the value that is being read in it."""
        steps: list[Step] = []
        for frame in self._stack if value else self._stack[:-1]:
            if not frame.is_mapping:
                steps.append(len(frame.items))
            elif frame.key is not None:
                steps.append(frame.key.value if isinstance(frame.key.value, str) else frame.key.raw)
        return tuple(steps)

    def _grow(self, size: int, event: yaml.Event) -> None:
        self._size += size
        if self._size <= MAX_NODES:
            return
        what = "its aliases expand" if isinstance(event, yaml.AliasEvent) else "the document grows"
        raise LimitExceeded(
            Diagnostic(
                codes.TOO_LARGE,
                Severity.ERROR,
                f"{what} to more than {MAX_NODES:,} values",
                span=self._positions.span(event.start_mark, event.end_mark),
                help="keep data in files of their own, and specifications small",
            )
        )

    def _report(self, code: str, message: str, span: Span, *, help: str) -> None:
        route = self._route(value=True)
        self.findings.append(Diagnostic(code, Severity.ERROR, message, route, span=span, help=help))
