"""The documents that a document extends: found, confined and read, each once.

Parents stand in one line, the most general first: what a document extends comes before the document, in the
order in which it names them, and a document that is reached on several ways stands where it is reached first.
So what an organisation says once counts once, and a team's word on top of it is not undone by another parent
that extends the same organisation.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from typing import Final

from mlsys.confinement import is_inside, repository_of
from mlsys.diagnostics import Diagnostic, Result, Severity, codes
from mlsys.errors import MlsysError
from mlsys.source import SourceFile
from mlsys.syntax.nodes import Entry, Mapping, Node, Scalar, find
from mlsys.syntax.nodes import Sequence as List

MAX_CHAIN: Final = 16
"""Parents of parents; a longer chain is taken for a mistake."""
MAX_PARENTS: Final = 64
"""Documents that one document extends, all ways together; more are taken for a mistake."""
KIND: Final = "MLSystem"
NOT_INHERITED: Final = frozenset({"apiVersion", "kind", "metadata", "extends", "suppressions"})
"""What a parent says about itself and not about its children."""

MARK: Final = "://"
"""Stands in the name of what a collection of the organisation offers, ``acme://presets/online-service``."""
_SCHEMES: Final = frozenset({"http", "https", "ftp", "file", "ssh", "git+https", "git+ssh", "s3", "gs"})
"""What stands before the mark in an address of the network or of the disk, and is no collection."""

LoadShared = Callable[[str, str], SourceFile]
"""Reads a parent out of a collection: its name as written, and the name of the file that it is written in."""
LoadParent = Callable[[str, str], Result[Node]]
"""Reads a parent: its name as written, and the name of the file that it is written in."""


class ParentFiles:
    """Reads parents from the disk; each file once, and only files that the document may reach."""

    def __init__(self, document: str, allowed: Sequence[str] = (), shared: LoadShared | None = None) -> None:
        """Read for ``document``.

        Args:
            document: its path.
            allowed: files and folders outside of its repository that hold parents all the same.
            shared: reads what collections offer, where the settings declare some.
        """
        self._folder = os.path.dirname(document) or "."
        self._allowed, self._shared = allowed, shared
        self._trees: dict[str, Result[Node]] = {}
        self.sources: dict[str, SourceFile] = {}
        """What was read, by path, in the order of reading."""

    def __call__(self, name: str, child: str) -> Result[Node]:
        """Return the document that ``child`` calls ``name``.

        Raises:
            MlsysError: if it lies out of reach or cannot be read as text.
        """
        from mlsys.spec.upgrade.tree import read_current
        from mlsys.syntax.load import load

        if name.partition(MARK)[0].casefold() in _SCHEMES and is_shared(name):
            raise MlsysError(
                f"{name} is an address, and a parent is a file",
                help="copy the file into the repository, or declare where it comes from "
                "(`mlsys source add gh:OWNER/REPOSITORY`) and extend `NAME://PATH`",
            )
        if is_shared(name) or is_shared(child):
            source = self._from_collection(name, child)
            path = source.name
        else:
            source = None
            path = os.path.normpath(os.path.join(os.path.dirname(child), name))
        if path not in self._trees:
            if source is None:
                self._confine(path, name)
            self.sources[path] = source or load(path, regular=True)
            self._trees[path] = read_current(self.sources[path])
        return self._trees[path]

    def _from_collection(self, name: str, child: str) -> SourceFile:
        if self._shared is None:
            raise MlsysError(
                f"no source `{name.partition(MARK)[0]}` is declared in the settings",
                help="declare it: `mlsys source add SOURCE`",
            )
        return self._shared(name, child)

    def _confine(self, path: str, name: str) -> None:
        if any(is_inside(path, place) for place in self._allowed):
            return
        root = repository_of(self._folder)
        if root is not None and not is_inside(path, root):
            raise MlsysError(
                f"{name} lies outside of the repository",
                help=f'copy it into the repository, or allow it in `mlsys.toml`: `parents = ["{name}"]`',
            )
        if root is None and os.path.isabs(name):
            raise MlsysError(
                f"{name} is not named from the document",
                help=f'write a relative path, or allow it in `mlsys.toml`: `parents = ["{name}"]`',
            )


@dataclass(frozen=True)
class Parents:
    """What every name of a parent stands for, as it was read."""

    answers: MappingOf[tuple[str, str], Result[Node] | MlsysError] = field(default_factory=dict)
    """By name and the file that it is written in; a fault where the parent cannot be read."""
    sources: tuple[SourceFile, ...] = ()
    """Every document that was read, in the order of reading."""

    def __call__(self, name: str, child: str) -> Result[Node]:
        """Return the document that ``child`` calls ``name``.

        Raises:
            MlsysError: if it cannot be read.
        """
        answer = self.answers[name, child]
        if isinstance(answer, MlsysError):
            raise answer
        return answer

    @property
    def trees(self) -> tuple[Node, ...]:
        """The documents that are YAML, each once, in the order of reading."""
        read = (answer.value for answer in self.answers.values() if isinstance(answer, Result))
        return tuple({id(tree): tree for tree in read if tree is not None}.values())

    def about_themselves(self) -> Iterator[Mapping]:
        """Yield what each of the parents says about itself, and no document inherits."""
        for tree in self.trees:
            if isinstance(tree, Mapping):
                own = tuple(e for e in tree.entries if e.name in NOT_INHERITED and e.name != "extends")
                yield replace(tree, entries=own)


def is_shared(name: str) -> bool:
    """Return whether a parent of this name comes out of a collection, and not from a path."""
    return MARK in name


def read_parents(
    document: str, tree: Node | None, allowed: Sequence[str] = (), shared: LoadShared | None = None
) -> Parents:
    """Return the documents that the one at the path ``document`` extends.

    Args:
        document: its path.
        tree: what it says; ``None`` when it cannot be read.
        allowed: files and folders outside of its repository that hold parents all the same.
        shared: reads what collections offer, where the settings declare some.
    """
    files = ParentFiles(document, allowed, shared)
    read = collect(tree, files) if tree is not None else Parents()
    return replace(read, sources=tuple(files.sources.values()))


def collect(tree: Node, load_parent: LoadParent) -> Parents:
    """Return every document that ``tree`` extends, also those that cannot be read."""
    answers: dict[tuple[str, str], Result[Node] | MlsysError] = {}

    def load(name: str, child: str) -> Result[Node]:
        try:
            answer = load_parent(name, child)
        except MlsysError as fault:
            answers[name, child] = fault
            raise
        answers[name, child] = answer
        return answer

    lineage(tree, load)
    return Parents(answers)


@dataclass(frozen=True)
class Parent:
    """A document that another one extends."""

    name: Scalar
    """As the child that comes first names it."""
    tree: Mapping


def lineage(tree: Node, load_parent: LoadParent) -> Result[tuple[Parent, ...]]:
    """Return every document that ``tree`` extends, the most general first, and what is wrong with them."""
    walk = _Walk(load_parent)
    walk.visit(tree, ())
    return Result(tuple(walk.found.values()), tuple(walk.findings))


def inheritable(parent: Mapping) -> tuple[Entry, ...]:
    """Return what a parent says about its children."""
    return tuple(entry for entry in parent.entries if entry.name not in NOT_INHERITED)


def not_inherited(document: Node, parents: Sequence[Parent]) -> Iterator[Diagnostic]:
    """Yield a finding for each thing that a parent says and its children do not inherit.

    What the document says itself is not missed, and the name of a parent is its own. A stage decides what is
    judged, so one that is lost fails the check.
    """
    for parent in parents:
        metadata = parent.tree.get("metadata")
        entries = metadata.entries if isinstance(metadata, Mapping) else ()
        for entry in entries:
            if entry.name != "name" and find(document, ("metadata", entry.name)) is None:
                yield _lost(parent, ("metadata", entry.name), entry)
        suppressions = parent.tree.entry("suppressions")
        if suppressions is not None and not (
            isinstance(suppressions.value, List) and not suppressions.value.items
        ):
            yield _lost(parent, ("suppressions",), suppressions)


@dataclass
class _Walk:
    """Goes through the parents in depth, those that a document names first first."""

    load: LoadParent
    found: dict[str, Parent] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)

    def visit(self, tree: Node, chain: tuple[str, ...]) -> None:
        chain = (*chain, tree.span.source.name)
        for name in self._names(tree, is_parent=len(chain) > 1):
            read = self._read(name, chain)
            if read is None:
                continue
            file = read.span.source.name
            self.visit(read, chain)
            self.found.setdefault(file, Parent(name, read))

    def _names(self, tree: Node, *, is_parent: bool) -> Iterator[Scalar]:
        declared = find(tree, ("extends",))
        if declared is None:
            return
        listed = isinstance(declared, List)
        if is_parent and not listed:
            self._tell(declared, "`extends` must be a list", "write the names of parents in brackets")
        for item in declared.items if isinstance(declared, List) else (declared,):
            if isinstance(item, Scalar) and isinstance(item.value, str):
                yield item
            elif is_parent and listed:
                self._tell(item, "`extends` lists names of documents", "write the path of a document")

    def _read(self, name: Scalar, chain: tuple[str, ...]) -> Mapping | None:
        """Return the parent called ``name``, if it is one that was not read before."""
        try:
            read = self.load(str(name.value), name.span.source.name)
        except MlsysError as error:
            return self._refused(name, f"the parent cannot be read: {error.message}", error.help)
        tree = read.value
        known = tree is not None and tree.span.source.name in self.found
        if not known:
            self.findings += [d for d in read.diagnostics if d not in self.findings]
        if tree is None:
            return self._refused(name, f"the parent `{name.value}` is not YAML", "mend it first")
        file = tree.span.source.name
        if file in chain or len(chain) >= MAX_CHAIN:
            circle = (
                " → ".join((*chain[chain.index(file) :], file)) if file in chain else f"{MAX_CHAIN} parents"
            )
            return self._refused(name, f"`extends` never ends: {circle}", "take one of them out of the chain")
        if known:
            return None
        if len(self.found) >= MAX_PARENTS:
            trouble = f"the document extends more than {MAX_PARENTS} others"
            return self._refused(name, trouble, "join some of them to one")
        return self._document(name, tree)

    def _document(self, name: Scalar, tree: Node) -> Mapping | None:
        if not isinstance(tree, Mapping):
            what = "a list" if isinstance(tree, List) else "a text"
            trouble = f"the parent `{name.value}` is not a document: it holds {what}"
            return self._refused(name, trouble, "name a document with sections, as `infra:`")
        kind = tree.get("kind")
        if kind is not None and not (isinstance(kind, Scalar) and kind.value == KIND):
            said = f"`{kind.raw}`" if isinstance(kind, Scalar) else "something else"
            trouble = f"the parent `{name.value}` is of the kind {said}, not `{KIND}`"
            return self._refused(name, trouble, "name a document of this language")
        return tree

    def _refused(self, place: Node, message: str, help_: str) -> Mapping | None:
        self._tell(place, message, help_)
        return None

    def _tell(self, place: Node, message: str, help_: str) -> None:
        finding = Diagnostic(
            codes.BAD_OVERLAY, Severity.ERROR, message, ("extends",), span=place.span, help=help_
        )
        if finding not in self.findings:
            self.findings.append(finding)


def _lost(parent: Parent, route: tuple[str, ...], entry: Entry) -> Diagnostic:
    what = ".".join(route)
    decides = route == ("metadata", "stage")
    return Diagnostic(
        codes.BAD_OVERLAY,
        Severity.ERROR if decides else Severity.WARNING,
        f"`{what}` of the parent `{parent.name.value}` is not inherited",
        route,
        span=entry.key.span,
        help=f"write `{what}` in the document that needs it, and take it out of the parent",
        note="a parent states what holds for its children; its metadata and suppressions are its own",
    )
