"""A project on disk that is compiled again and again, from trees made by hand."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from mlsys.blueprints.model import Owner
from mlsys.errors import MlsysError
from mlsys.project.reconcile.changes import Change, Changes
from mlsys.project.reconcile.memory import read_pristine
from mlsys.project.reconcile.reconcile import reconcile
from mlsys.project.record.lock import LockHeader
from mlsys.project.record.pristine import Copy, format_pack
from mlsys.project.record.state import PACK
from mlsys.project.transaction.disk import Project
from mlsys.project.transaction.write import recover, write
from mlsys.render.tree import RenderedFile, RenderedTree

EVENTS = frozenset({"open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.link", "os.chmod"})
REFUSED, BUG, HARMLESS = 3, 4, 5
HEADER = LockHeader(spec_sha256="0" * 64, blueprints={"b": ("1.0.0", "1" * 64)})


def rendered(
    files: Mapping[str, str | bytes], owner: Owner = Owner.MERGED, **formerly: str
) -> dict[str, RenderedFile]:
    """Return files of one owner; ``formerly`` gives the former path of a file by its name without suffix."""
    return {
        path: RenderedFile(
            path,
            content.encode() if isinstance(content, str) else content,
            owner,
            "b",
            formerly=formerly.get(Path(path).stem),
        )
        for path, content in files.items()
    }


def tree_of(*parts: Mapping[str, RenderedFile]) -> RenderedTree:
    """Return the tree of all ``parts``."""
    return RenderedTree(dict(sorted((path, file) for part in parts for path, file in part.items())))


def plan_changes(root: Path, *parts: Mapping[str, RenderedFile], header: LockHeader = HEADER) -> Changes:
    """Return what compiling would do."""
    return reconcile(root, tree_of(*parts), header)


def compile_into(root: Path, *parts: Mapping[str, RenderedFile], header: LockHeader = HEADER) -> Changes:
    """Do what ``mlsys compile`` does with a rendered tree."""
    recover(root)
    changes = plan_changes(root, *parts, header=header)
    write(root, changes)
    return changes


def change_of(changes: Changes, path: str) -> Change:
    """Return what happens to ``path``."""
    return next(item for item in changes.items if item.path == path)


def copy_of(root: Path, path: str) -> bytes | None:
    """Return the pristine copy of ``path`` that the project keeps."""
    return read_pristine(Project(root)).content(path)


def set_copy(root: Path, path: str, content: bytes | None) -> None:
    """Make ``content`` the pristine copy of ``path``, or take it away."""
    copies = {name: found[0] for name, found in read_pristine(Project(root)).copies.items() if name != path}
    if content is not None:
        copies[path] = Copy.of(content)
    (root / PACK).write_bytes(format_pack(copies))


def snapshot(root: Path, *, state: bool = True) -> dict[str, bytes]:
    """Return all files below ``root``, and empty folders as paths that end in ``/``."""
    found: dict[str, bytes] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if not state and (name.startswith(".mlsys") or name == "mlsystem.lock"):
            continue
        if path.is_symlink():
            found[name] = b"-> " + bytes(path.readlink())
        elif path.is_file():
            found[name] = path.read_bytes()
        elif not any(path.iterdir()):
            found[f"{name}/"] = b""
    return found


def in_child(work: Callable[[], None], step: int, strike: Callable[[], None]) -> int:
    """Run ``work`` in a child that strikes before its file operation number ``step``."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    remaining = step

    struck = False

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal remaining, struck
        if event in EVENTS:
            remaining -= 1
            if remaining == -1:
                struck = True
                strike()

    try:
        sys.addaudithook(hook)
        work()
    except MlsysError:
        os._exit(REFUSED)
    except BaseException:
        os._exit(BUG)
    os._exit(HARMLESS if struck else 0)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
