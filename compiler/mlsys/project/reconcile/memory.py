"""What a project remembers about itself: its lock, and the pristine copies of its files."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from mlsys.blueprints.model import Owner
from mlsys.errors import MlsysError
from mlsys.planning.paths import LOCK_NAME, STATE_NAME
from mlsys.project.git import Git
from mlsys.project.reconcile.decide import Known
from mlsys.project.record import pristine
from mlsys.project.record.lock import FileState, Lock, LockEntry, parse_lock
from mlsys.project.record.pristine import MAX_BYTES, Pristine, parse_pack
from mlsys.project.record.state import COPIES, PACK, SUFFIX, ours_path
from mlsys.project.transaction import journal
from mlsys.project.transaction.disk import Kind, Project
from mlsys.project.transaction.write import refuse_foreign_write
from mlsys.render.tree import RenderedFile, RenderedTree

_OWN = (FileState.DELETED, FileState.EJECTED)
"""Files that are compared with nothing."""


class Memory:
    """The lock of a project and its pristine copies, each as far as the other bears it out."""

    def __init__(self, project: Project, tree: RenderedTree, resolved: Collection[str] = ()) -> None:
        """Read what ``project`` remembers.

        Args:
            project: the project.
            tree: what is generated now.
            resolved: the files for which the user has said which side wins, so that no copy is needed.

        Raises:
            MlsysError: if it cannot be read, is damaged, or is incomplete: going on without a copy would take
                an edit for what was generated.
        """
        self._project = project
        self.lock_bytes = lock_bytes(project)
        self.lock = None if self.lock_bytes is None else parse_lock(self.lock_bytes)
        self.pristine = read_pristine(project)
        self.entries: Mapping[str, LockEntry] = {
            **dict(self._unlocked(tree)),
            **dict(self._locked(self.lock, resolved) if self.lock is not None else ()),
        }

    def recall(self, path: str) -> Known | None:
        """Return what is remembered about ``path``."""
        entry = self.entries.get(path)
        return None if entry is None else Known(entry, path, self.pristine)

    def is_set_aside(self, path: str) -> bool:
        """Return whether git knows the file at ``path`` and was told not to check it out.

        Raises:
            MlsysError: if git cannot tell.
        """
        return path in self._set_aside

    @cached_property
    def _set_aside(self) -> frozenset[str]:
        return Git(self._project.root).set_aside()

    def _locked(self, lock: Lock, resolved: Collection[str]) -> Iterator[tuple[str, LockEntry]]:
        """Yield the entries of the lock, less those of which neither file nor copy is left.

        Where branches were merged, one can have dropped a file that the lock of the other still names.
        """
        lacking = []
        for path, entry in lock.files.items():
            if path in lock.one_sided and entry.state is FileState.PRESENT and self._is_absent(path):
                continue
            if entry.owner is Owner.SEEDED or entry.state in _OWN or path in self.pristine.copies:
                yield path, entry
            elif not self._is_absent(path):
                lacking.append(path)
                yield path, entry
        lacking = [path for path in lacking if path not in resolved]
        if lacking and not self.pristine.copies:
            raise pristine.lost(f"`{PACK}` is missing")
        if lacking:
            rest = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
            raise pristine.lost(f"`{PACK}` lacks the copy of `{lacking[0]}`{rest}")

    def _is_absent(self, path: str) -> bool:
        return not (self._project.look(path, read=False).present or self.is_set_aside(path))

    def _unlocked(self, tree: RenderedTree) -> Iterator[tuple[str, LockEntry]]:
        """Yield an entry for each file that stands beside its copy, whatever the lock says of it.

        Such a file was generated, and the user edited it if it differs from the copy. What is absent gets no
        entry: nothing tells whether the user deleted it, another branch, or the whole project.
        """
        for path, copies in self.pristine.copies.items():
            new = tree.files.get(path)
            if path.startswith(f"{STATE_NAME}/") or (new is not None and new.owner is Owner.SEEDED):
                continue
            if self._project.look(path, read=False).present:
                yield path, self._entry(path, new, copies[0].sha256)

    def _entry(self, path: str, new: RenderedFile | None, sha256: str) -> LockEntry:
        in_conflict = self._project.look(ours_path(path), read=False).present
        state = FileState.CONFLICT if in_conflict else FileState.PRESENT
        if new is None:
            return LockEntry(Owner.MERGED, "", sha256, state=state)
        return LockEntry(new.owner, new.blueprint, sha256, new.executable, state, new.pattern)


def lock_bytes(project: Project) -> bytes | None:
    """Return the lock of ``project`` as it stands on disk; ``None`` when there is none.

    Raises:
        MlsysError: if it cannot be read, or a write was interrupted and not undone yet.
    """
    project.check_state_folder()
    if journal.is_open(project):
        raise MlsysError(
            f"a write to `{project.root}` was interrupted, or is running now",
            help="run `mlsys compile`: it restores the project first",
        )
    refuse_foreign_write(project)
    found = project.look(LOCK_NAME)
    if found.kind is Kind.ABSENT:
        return None
    if found.kind is Kind.BLOCKED:
        raise MlsysError(f"`{project.root}` is not a folder", help="choose another one with `-o`")
    if found.kind is not Kind.FILE:
        raise MlsysError(
            f"`{LOCK_NAME}` is {found.kind.value}", help="move it away; mlsys keeps a file there"
        )
    return found.content


def read_lock(folder: str | os.PathLike[str]) -> Lock | None:
    """Return the lock of the project in ``folder``; ``None`` when there is none.

    Raises:
        MlsysError: if it cannot be read or is damaged, or if a write was interrupted and not undone yet.
    """
    content = lock_bytes(Project(folder))
    return None if content is None else parse_lock(content)


def read_pristine(project: Project) -> Pristine:
    """Return the pristine copies of ``project``; none where it keeps none.

    Raises:
        MlsysError: if they cannot be read or are damaged.
    """
    if project.size(PACK) > MAX_BYTES:
        raise MlsysError(f"`{PACK}` is too large", help="restore it from version control")
    found = project.look(PACK)
    if found.kind is Kind.FILE:
        return parse_pack(found.content)
    if found.present:
        raise MlsysError(f"`{PACK}` is {found.kind.value}", help="restore it from version control")
    return Pristine({path: (copy,) for path, copy in _loose(project)})


def _loose(project: Project) -> Iterator[tuple[str, pristine.Copy]]:
    """Yield the copies that mlsys 0.1 kept as single files."""
    for path in project.files_below(COPIES):
        inner = path.removeprefix(f"{COPIES}/")
        if inner.endswith(SUFFIX):
            yield inner.removesuffix(SUFFIX), pristine.Copy.of(project.look(path).content)


def kept_text(folder: str | os.PathLike[str], *paths: str) -> str | None:
    """Return the text of the first of ``paths`` of which the project in ``folder`` keeps a copy.

    ``None`` when it keeps none, or none that can be read: there is nothing to compare with then.
    """
    try:
        project = Project(folder)
        project.check_state_folder()
        copies = read_pristine(project)
        found = next((content for path in paths if (content := copies.content(path)) is not None), None)
        return None if found is None else found.decode()
    except (MlsysError, UnicodeDecodeError):
        return None
