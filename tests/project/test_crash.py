"""The writer dies, fails or is joined by a second one at every step it takes, and nothing is half done.

The steps are the audit events of the interpreter for files: a hook in a forked child kills the process, or
raises what a full disk would raise, at one of them after the other.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mlsys.blueprints.model import Owner
from mlsys.errors import MlsysError
from mlsys.project.reconcile.memory import read_lock
from mlsys.project.transaction import journal
from mlsys.project.transaction.disk import Project
from mlsys.project.transaction.exclusive import exclusive
from mlsys.project.transaction.write import recover, write
from mlsys.render.tree import RenderedFile
from project_support import HARMLESS, REFUSED, compile_into, die, in_child, plan_changes, rendered, snapshot

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the test forks")

LINES = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"
USER_LINE = "a line of the user"
FIRST = rendered(dict.fromkeys(("update", "merge", "conflict", "gone/delete", "orphan", "old/moved"), LINES))
SECOND = rendered(
    {
        "update": LINES.replace("six", "SIX"),
        "merge": LINES.replace("six", "SIX"),
        "conflict": LINES.replace("two", "theirs"),
        "new/folder/create": "new\n",
        "new/moved": LINES,
    },
    moved="old/moved",
)
MANAGED = rendered({"managed": "2\n"}, Owner.MANAGED)


@pytest.fixture
def start(tmp_path: Path) -> Path:
    """Return a project with edits of every kind, compiled from the first tree."""
    root = tmp_path / "start"
    compile_into(root, FIRST)
    for name in ("merge", "conflict", "orphan", "old/moved"):
        (root / name).write_text(LINES.replace("two\n", f"two\n{USER_LINE} in {name}\n"))
    (root / "conflict").write_text(LINES.replace("two", f"{USER_LINE} in conflict"))
    return root


def fill_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def exit_code(work: Callable[[], None], step: int) -> int:
    """Run ``work`` in a child in which the disk is full at operation number ``step``."""
    return os.waitstatus_to_exitcode(in_child(work, step, fill_disk))


def killed(status: int) -> bool:
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@pytest.fixture(params=[5, pytest.param(1, marks=pytest.mark.slow)], ids=["some steps", "every step"])
def stride(request: pytest.FixtureRequest) -> int:
    """Return the distance between the steps that are tried."""
    return int(request.param)


def crashes(start: Path, work: Callable[[Path], None], stride: int = 5) -> Iterator[Path]:
    """Yield copies of ``start`` in which ``work`` was killed before one of its operations."""
    for step in range(0, 1000, stride):
        root = start.parent / f"copy{step}"
        shutil.copytree(start, root)
        if not killed(in_child(lambda root=root: work(root), step, die)):  # type: ignore[misc]
            assert step > 50, "the hook did not see the steps of the writer"
            return
        yield root
        shutil.rmtree(root)
    raise AssertionError("the writer never finishes")


def compile_second(root: Path) -> None:
    compile_into(root, SECOND, MANAGED)


def test_a_killed_write_is_taken_back_or_complete_and_can_be_repeated(
    start: Path, tmp_path: Path, stride: int
) -> None:
    before = snapshot(start)
    shutil.copytree(start, tmp_path / "done")
    compile_second(tmp_path / "done")
    after = snapshot(tmp_path / "done")
    assert USER_LINE in "".join(content.decode() for content in after.values())
    outcomes = set()
    for root in crashes(start, compile_second, stride):
        recover(root)
        state = snapshot(root)
        assert state in (before, after)
        outcomes.add(state == after)
        compile_second(root)
        assert snapshot(root) == after
    assert outcomes == {True, False}


def test_the_first_write_killed_leaves_nothing(tmp_path: Path, stride: int) -> None:
    start = tmp_path / "empty"
    start.mkdir()
    (start / "mine.txt").write_text("mine\n")
    seen = set()
    for root in crashes(start, compile_second, stride):
        recover(root)
        seen.add(tuple(snapshot(root)))
    assert ("mine.txt",) in seen
    assert all(state == ("mine.txt",) or "mlsystem.lock" in state for state in seen)


def test_a_killed_recovery_can_be_repeated(start: Path) -> None:
    before = snapshot(start)
    tried = 0
    for number, root in enumerate(crashes(start, compile_second)):
        if number % 3 or not journal.is_open(Project(root)):
            continue
        for step in range(0, 60, 7):
            if not killed(in_child(lambda root=root: recover(root), step, die)):  # type: ignore[misc]
                break
            tried += 1
        recover(root)
        assert snapshot(root) == before
    assert tried > 3


def test_edits_after_a_crash_survive(start: Path, stride: int) -> None:
    for root in crashes(start, compile_second, stride):
        edited = [path for path in sorted(root.rglob("*")) if path.is_file() and ".mlsys" not in path.parts]
        for path in edited:
            if path.name != "mlsystem.lock":
                path.write_text(path.read_text() + f"later in {path.name}\n")
        compile_second(root)
        everything = "".join(content.decode() for content in snapshot(root, state=False).values())
        for path in edited:
            assert path.name == "mlsystem.lock" or f"later in {path.name}\n" in everything, path


def test_readers_refuse_a_half_written_project(start: Path) -> None:
    refused = 0
    for root in crashes(start, compile_second):
        if journal.is_open(Project(root)):
            with pytest.raises(MlsysError, match="was interrupted"):
                read_lock(root)
            with pytest.raises(MlsysError, match="was interrupted"):
                plan_changes(root, SECOND)
            refused += 1
    assert refused > 3


def files(root: Path) -> dict[str, bytes]:
    """Return the files of a project without those that the next run sweeps away."""
    found = snapshot(root)
    return {path: found[path] for path in found if not path.endswith("/") and ".mlsys/tmp" not in path}


def test_a_full_disk_leaves_the_folder_as_it_was(start: Path, stride: int) -> None:
    before = files(start)
    shutil.copytree(start, start.parent / "done")
    compile_second(start.parent / "done")
    outcomes = {REFUSED: before, HARMLESS: files(start.parent / "done")}
    seen = set()
    for step in range(0, 1000, stride):
        root = start.parent / f"full{step}"
        shutil.copytree(start, root)
        code = exit_code(lambda root=root: write(root, plan_changes(root, SECOND, MANAGED)), step)  # type: ignore[misc]
        if code == 0:
            break
        assert files(root) == outcomes[code], step
        seen.add(code)
        shutil.rmtree(root)
    assert REFUSED in seen


def test_a_full_disk_on_the_first_write_leaves_no_folder(tmp_path: Path, stride: int) -> None:
    root = tmp_path / "a" / "project"
    refused = unharmed = 0
    for step in range(0, 1000, stride):
        if exit_code(lambda: write(root, plan_changes(root, SECOND)), step) == REFUSED:
            assert not (tmp_path / "a").exists(), step
            refused, unharmed = refused + 1, 0
            continue
        # Of some steps the failure is survived, as where another place for the journal is looked for.
        assert (root / "mlsystem.lock").exists(), step
        shutil.rmtree(tmp_path / "a")
        unharmed += 1
        if unharmed == 3:
            break
    assert refused * stride > 30


def test_a_folder_without_rights_is_refused_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MlsysError, match="is not a folder") as caught:
        compile_into(tmp_path / "file" / "project", SECOND)
    assert caught.value.help
    assert "\n" not in caught.value.message


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    compile_into(tmp_path, FIRST)
    changes = plan_changes(tmp_path, SECOND)
    with exclusive(tmp_path), pytest.raises(MlsysError, match="another mlsys is writing"):
        write(tmp_path, changes)
    write(tmp_path, changes)
    with pytest.raises(MlsysError, match="meanwhile"):
        write(tmp_path, changes)


def test_an_edit_between_plan_and_write_is_not_overwritten(tmp_path: Path) -> None:
    compile_into(tmp_path, FIRST)
    changes = plan_changes(tmp_path, SECOND)
    (tmp_path / "update").write_text("just now\n")
    before = snapshot(tmp_path)
    with pytest.raises(MlsysError, match="`update` changed while"):
        write(tmp_path, changes)
    assert snapshot(tmp_path) == before


def test_the_mode_of_the_user_stays(tmp_path: Path) -> None:
    compile_into(tmp_path, FIRST)
    (tmp_path / "update").chmod(0o600)
    compile_into(tmp_path, SECOND)
    assert (tmp_path / "update").stat().st_mode & 0o777 == 0o600


def test_a_read_only_file_is_updated(tmp_path: Path) -> None:
    compile_into(tmp_path, FIRST)
    (tmp_path / "update").chmod(0o444)
    compile_into(tmp_path, SECOND)
    assert "SIX" in (tmp_path / "update").read_text()


def test_large_content_is_staged_whole(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(os.urandom(3_000_000))
    compile_into(tmp_path / "p", {"d": RenderedFile("d", source, Owner.SEEDED)})
    assert (tmp_path / "p/d").read_bytes() == source.read_bytes()
