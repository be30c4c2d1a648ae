"""Random lives of a project: edits, new generations and versions, deletions, renames, crashes, in any order.

After each compilation every line that the user wrote is in the tree, and compiling again does nothing.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from mlsys.blueprints.model import Owner
from mlsys.errors import MlsysError
from mlsys.planning.paths import LOCK_NAME
from mlsys.project.merge.three_way import BASE, MIDDLE, OURS, THEIRS, Side
from mlsys.project.ownership import adopt, eject
from mlsys.project.reconcile.reconcile import reconcile
from mlsys.project.record.lock import LockHeader
from mlsys.project.record.state import PACK
from mlsys.project.transaction.write import recover, write
from mlsys.render.tree import RenderedFile
from project_support import compile_into, die, in_child, snapshot, tree_of

OWNERS = {
    "merged.py": Owner.MERGED,
    "deep/merged.yaml": Owner.MERGED,
    "entries.toml": Owner.MERGED,
    "objects.yaml": Owner.MERGED,
    "managed.py": Owner.MANAGED,
}
RENAMED = {"deep/merged.yaml": "other/renamed.yaml"}
NAMES = st.sampled_from(sorted(OWNERS))
PLACES = st.integers(0, 12)


class Life(RuleBasedStateMachine):
    """A user and a generator that both write to one project."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="life-"))
        self.generated: dict[str, list[str]] = {}
        self.dropped: set[str] = set()
        self.renamed = False
        self.written: dict[str, Path] = {}
        self.counter = 0
        self.version = 0
        self.aside: tuple[bytes, bytes] | None = None

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def fresh(self, author: str, name: str) -> str:
        """Return a line that is new in the world, and an entry where the file has such."""
        self.counter += 1
        entry = {"entries.toml": " = 1", "objects.yaml": ": 1"}.get(name)
        return f"{author} {self.counter}" if entry is None else f"{author}_{self.counter}{entry}"

    @property
    def header(self) -> LockHeader:
        return LockHeader("0" * 64, {"b": (f"1.{self.version}.0", "1" * 64)})

    def tree(self) -> dict[str, RenderedFile]:
        files = {}
        for name, lines in self.generated.items():
            if name in self.dropped:
                continue
            path = RENAMED.get(name, name) if self.renamed else name
            formerly = name if path != name else None
            content = ("\n".join(lines) + "\n").encode()
            files[path] = RenderedFile(path, content, OWNERS[name], "b", formerly=formerly)
        return files

    def places(self, name: str) -> list[Path]:
        """Return where the file called ``name`` can stand."""
        paths = dict.fromkeys((name, RENAMED.get(name, name)))
        return [self.root / path for path in paths if (self.root / path).is_file()]

    @initialize()
    def generate_first(self) -> None:
        for name in OWNERS:
            self.generated[name] = [self.fresh("generated", name) for _ in range(8)]
        self.generated["objects.yaml"][4:4] = ["---", "kind: B", "metadata: {name: b}"]
        self.generated["objects.yaml"][:0] = ["kind: A", "metadata: {name: a}"]
        compile_into(self.root, self.tree(), header=self.header)

    @rule(name=NAMES, place=PLACES, removed=st.integers(0, 2), added=st.integers(0, 2))
    def generate_anew(self, name: str, place: int, removed: int, added: int) -> None:
        self.generated[name][place : place + removed] = [self.fresh("generated", name) for _ in range(added)]

    @rule(name=NAMES)
    def toggle(self, name: str) -> None:
        self.dropped ^= {name}

    @rule()
    def rename(self) -> None:
        self.renamed = True

    @rule(name=NAMES, place=PLACES, removed=st.integers(0, 2))
    def edit(self, name: str, place: int, removed: int) -> None:
        for file in self.places(name):
            lines = file.read_text().split("\n")
            if any(line.encode() in (OURS, BASE, MIDDLE, THEIRS) for line in lines):
                continue
            line = self.fresh("written", name)
            taken = lines[place : place + removed]
            lines[place : place + removed] = [line]
            for lost in taken:
                self.written.pop(lost, None)
            file.write_text("\n".join(lines))
            self.written[line] = file

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        for file in self.places(name):
            gone = set(file.read_text().split("\n"))
            file.unlink()
            self.written = {line: at for line, at in self.written.items() if line not in gone}

    @rule()
    def upgrade(self) -> None:
        self.version += 1

    @rule(name=NAMES, given=st.booleans())
    def take_over(self, name: str, given: bool) -> None:
        """Eject a file, or give it back; either may have nothing to do."""
        recover(self.root)
        for file in self.places(name):
            with suppress(MlsysError):
                (adopt if given else eject)(self.root, [file.relative_to(self.root).as_posix()])

    @rule(name=NAMES, side=st.sampled_from(Side))
    def resolve(self, name: str, side: Side) -> None:
        """Let a side win; the user who takes what is generated gives up what it replaces."""
        recover(self.root)
        for file in self.places(name):
            path = file.relative_to(self.root).as_posix()
            with suppress(MlsysError):
                write(self.root, reconcile(self.root, tree_of(self.tree()), self.header, {path: side}))
            if side is Side.THEIRS:
                left = self.present()
                self.written = {line: at for line, at in self.written.items() if line in left}

    @rule()
    def lose_the_lock(self) -> None:
        recover(self.root)
        (self.root / LOCK_NAME).unlink(missing_ok=True)

    @rule(windows=st.booleans())
    def check_out(self, windows: bool) -> None:
        """Check everything out anew, on a system that ends lines in its own way."""
        recover(self.root)
        for file in self.root.rglob("*"):
            if file.is_file():
                text = file.read_bytes().replace(b"\r\n", b"\n")
                file.write_bytes(text.replace(b"\n", b"\r\n") if windows else text)

    @rule()
    def keep_the_lock_of_another_day(self) -> None:
        """Keep a lock aside, as the one of a branch."""
        recover(self.root)
        lock, pack = self.root / LOCK_NAME, self.root / PACK
        if lock.is_file() and pack.is_file():
            self.aside = lock.read_bytes(), pack.read_bytes()

    @precondition(lambda self: self.aside is not None)
    @rule(both=st.booleans())
    def merge_branches(self, both: bool) -> None:
        """Take the lock of that day; where both sides changed the pack, the copies of both stand in it."""
        recover(self.root)
        assert self.aside is not None
        lock, pack = self.aside
        (self.root / LOCK_NAME).write_bytes(lock)
        mine = (self.root / PACK).read_bytes() if (self.root / PACK).is_file() else b""
        if both:
            sides = (b"<<<<<<< HEAD", mine.rstrip(), b"=======", pack.rstrip(), b">>>>>>> other", b"")
            (self.root / PACK).write_bytes(b"\n".join(sides))

    def present(self) -> set[str]:
        return {
            line
            for content in snapshot(self.root, state=False).values()
            for line in content.decode().replace("\r\n", "\n").split("\n")
        }

    @rule()
    def solve(self) -> None:
        """Keep both sides of every conflict."""
        for name in OWNERS:
            for file in self.places(name):
                kept, in_base = [], False
                for line in file.read_text().split("\n"):
                    in_base = line.encode() == BASE or (in_base and line.encode() != MIDDLE)
                    if not in_base and line.encode() not in (OURS, MIDDLE, THEIRS):
                        kept.append(line)
                file.write_text("\n".join(kept))

    @precondition(lambda self: hasattr(os, "fork"))
    @rule(step=st.integers(0, 60))
    def crash(self, step: int) -> None:
        in_child(lambda: compile_into(self.root, self.tree(), header=self.header) and None, step, die)

    @rule()
    def compile(self) -> None:
        try:
            compile_into(self.root, self.tree(), header=self.header)
        except MlsysError:
            # A lock of another day can name what no copy is left of, or a later version: it is told, and the
            # user deletes it.
            if self.aside is None:
                raise
            (self.root / LOCK_NAME).unlink()
            compile_into(self.root, self.tree(), header=self.header)
        lost = set(self.written) - self.present()
        assert not lost, lost
        before = snapshot(self.root)
        again = compile_into(self.root, self.tree(), header=self.header)
        assert not (again.pending and again.writable)
        assert snapshot(self.root) == before


COMMON = {"deadline": None, "stateful_step_count": 25, "suppress_health_check": list(HealthCheck)}
