"""Resolving, ejecting, adopting, patching; odd files; and versions that go backwards."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from mlsys.blueprints.model import Owner
from mlsys.errors import MlsysError
from mlsys.project.merge.three_way import Side, has_markers
from mlsys.project.ownership import adopt, eject
from mlsys.project.reconcile.changes import Action, Changes
from mlsys.project.reconcile.memory import read_lock
from mlsys.project.reconcile.reconcile import reconcile
from mlsys.project.record.lock import FileState, LockHeader
from mlsys.project.transaction.write import write
from mlsys.render.tree import RenderedFile
from project_support import HEADER, change_of, compile_into, plan_changes, rendered, snapshot, tree_of

LINES = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"
Files = dict[str, RenderedFile]


def resolve(root: Path, files: Files, path: str, side: Side) -> Changes:
    changes = reconcile(root, tree_of(files), HEADER, {path: side})
    write(root, changes)
    assert not plan_changes(root, files).pending
    return changes


def conflict(root: Path, owner: Owner = Owner.MERGED) -> Files:
    """Leave a project in which line four was changed by both sides, and line one by the user."""
    compile_into(root, rendered({"a.txt": LINES}, owner))
    (root / "a.txt").write_text(LINES.replace("four", "mine").replace("one", "my one"))
    files = rendered({"a.txt": LINES.replace("four", "theirs").replace("seven", "SEVEN")}, owner)
    return files


@pytest.mark.parametrize(("side", "word"), [(Side.OURS, "mine"), (Side.THEIRS, "theirs")])
@pytest.mark.parametrize("marked", [False, True])
def test_a_side_wins_only_where_both_changed(tmp_path: Path, side: Side, word: str, marked: bool) -> None:
    files = conflict(tmp_path)
    if marked:
        compile_into(tmp_path, files)
        assert has_markers((tmp_path / "a.txt").read_bytes())
    changes = resolve(tmp_path, files, "a.txt", side)
    assert not changes.diagnostics
    assert (tmp_path / "a.txt").read_text() == f"my one\ntwo\nthree\n{word}\nfive\nsix\nSEVEN\n"
    assert not (tmp_path / ".mlsys/ours").exists()


def test_what_is_solved_by_hand_stays_when_the_rest_is_resolved(tmp_path: Path) -> None:
    base = "".join(f"line {n}\n" for n in range(9))
    compile_into(tmp_path, rendered({"a.txt": base}))
    (tmp_path / "a.txt").write_text(base.replace("line 1\n", "mine 1\n").replace("line 7\n", "mine 7\n"))
    files = rendered({"a.txt": base.replace("line 1\n", "new 1\n").replace("line 7\n", "new 7\n")})
    compile_into(tmp_path, files)
    text = (tmp_path / "a.txt").read_text()
    begin, end = text.index("<<<<<<<"), text.index(">>>>>>> generated now\n") + len(">>>>>>> generated now\n")
    (tmp_path / "a.txt").write_text(f"{text[:begin]}by hand\n{text[end:]}")
    resolve(tmp_path, files, "a.txt", Side.THEIRS)
    assert (tmp_path / "a.txt").read_text() == base.replace("line 1\n", "by hand\n").replace(
        "line 7\n", "new 7\n"
    )


def test_an_edited_managed_file_is_taken_back(tmp_path: Path) -> None:
    files = conflict(tmp_path, Owner.MANAGED)
    with pytest.raises(MlsysError, match="follows the specification") as caught:
        resolve(tmp_path, files, "a.txt", Side.OURS)
    assert "mlsys eject" in caught.value.help
    resolve(tmp_path, files, "a.txt", Side.THEIRS)
    assert "theirs" in (tmp_path / "a.txt").read_text()


@pytest.mark.parametrize(("side", "content"), [(Side.OURS, "mine\n"), (Side.THEIRS, LINES)])
def test_a_file_in_the_way_is_given_to_a_side(tmp_path: Path, side: Side, content: str) -> None:
    (tmp_path / "a.txt").write_text("mine\n")
    files = rendered({"a.txt": LINES})
    assert compile_into(tmp_path, files).conflicts
    assert not resolve(tmp_path, files, "a.txt", side).conflicts
    assert (tmp_path / "a.txt").read_text() == content


def test_a_binary_file_is_given_to_a_side(tmp_path: Path) -> None:
    for side, content in ((Side.OURS, b"\0mine"), (Side.THEIRS, b"\0new")):
        root = tmp_path / side.value
        compile_into(root, rendered({"a.bin": b"\0old"}))
        (root / "a.bin").write_bytes(b"\0mine")
        files = rendered({"a.bin": b"\0new"})
        assert compile_into(root, files).conflicts
        assert (root / "a.bin").read_bytes() == b"\0mine"
        resolve(root, files, "a.bin", side)
        assert (root / "a.bin").read_bytes() == content


def test_a_deleted_file_is_taken_back(tmp_path: Path) -> None:
    files = rendered({"a.txt": LINES})
    compile_into(tmp_path, files)
    (tmp_path / "a.txt").unlink()
    compile_into(tmp_path, files)
    resolve(tmp_path, files, "a.txt", Side.THEIRS)
    assert (tmp_path / "a.txt").read_text() == LINES


def test_an_orphan_is_removed_or_forgotten(tmp_path: Path) -> None:
    for side in Side:
        root = tmp_path / side.value
        compile_into(root, rendered({"a.txt": LINES}))
        (root / "a.txt").write_text("mine\n")
        compile_into(root)
        resolve(root, {}, "a.txt", side)
        assert (root / "a.txt").exists() is (side is Side.OURS)
        lock = read_lock(root)
        assert lock is not None
        assert not lock.files


def test_only_conflicts_can_be_resolved(tmp_path: Path) -> None:
    files = rendered({"a.txt": LINES})
    compile_into(tmp_path, files)
    for path, message in (("a.txt", "not in conflict"), ("b.txt", "not a file of the project")):
        with pytest.raises(MlsysError, match=message):
            reconcile(tmp_path, tree_of(files), HEADER, {path: Side.OURS})


class TestEjecting:
    def test_an_ejected_file_is_left_alone_for_good(self, tmp_path: Path) -> None:
        compile_into(tmp_path, rendered({"a.txt": LINES}, Owner.MANAGED))
        eject(tmp_path, ["a.txt"])
        (tmp_path / "a.txt").write_text("mine\n")
        for files in (
            rendered({"a.txt": "2\n"}, Owner.MANAGED),
            {},
            rendered({"a.txt": "3\n"}, Owner.MANAGED),
        ):
            changes = compile_into(tmp_path, files)
            assert not changes.diagnostics
            assert (tmp_path / "a.txt").read_text() == "mine\n"
            assert not plan_changes(tmp_path, files).pending

    def test_an_adopted_file_takes_over_what_happened_meanwhile(self, tmp_path: Path) -> None:
        compile_into(tmp_path, rendered({"a.txt": LINES}))
        eject(tmp_path, ["a.txt"])
        (tmp_path / "a.txt").write_text(LINES.replace("two", "mine"))
        files = rendered({"a.txt": LINES.replace("six", "SIX")})
        compile_into(tmp_path, files)
        adopt(tmp_path, ["a.txt"])
        assert change_of(compile_into(tmp_path, files), "a.txt").action is Action.MERGE
        assert (tmp_path / "a.txt").read_text() == LINES.replace("two", "mine").replace("six", "SIX")

    def test_a_deleted_file_is_generated_again_when_adopted(self, tmp_path: Path) -> None:
        files = rendered({"a.txt": LINES})
        compile_into(tmp_path, files)
        (tmp_path / "a.txt").unlink()
        compile_into(tmp_path, files)
        adopt(tmp_path, ["a.txt"])
        assert change_of(compile_into(tmp_path, files), "a.txt").action is Action.CREATE

    @pytest.mark.parametrize(("work", "message"), [(eject, "not generated"), (adopt, "not generated")])
    def test_other_files_are_refused(self, tmp_path: Path, work: object, message: str) -> None:
        compile_into(tmp_path, rendered({"a.txt": LINES}))
        with pytest.raises(MlsysError, match=message):
            work(tmp_path, ["b.txt"])  # type: ignore[operator]
        with pytest.raises(MlsysError, match="no compiled project"):
            work(tmp_path / "nowhere", ["a.txt"])  # type: ignore[operator]
        with pytest.raises(MlsysError, match="is generated as it is"):
            adopt(tmp_path, ["a.txt"])


class TestOddFiles:
    def test_modes_are_the_users(self, tmp_path: Path) -> None:
        compile_into(tmp_path, rendered({"a.sh": LINES}))
        (tmp_path / "a.sh").chmod(0o755)
        compile_into(tmp_path, rendered({"a.sh": LINES.replace("one", "1")}))
        assert os.access(tmp_path / "a.sh", os.X_OK)

    def test_a_mode_that_the_blueprint_changed_follows(self, tmp_path: Path) -> None:
        compile_into(tmp_path, rendered({"a.sh": LINES}))
        files = {"a.sh": replace(rendered({"a.sh": LINES})["a.sh"], executable=True)}
        assert change_of(compile_into(tmp_path, files), "a.sh").reason == "its mode changed"
        assert os.access(tmp_path / "a.sh", os.X_OK)

    def test_a_read_only_file_is_updated_and_stays_so(self, tmp_path: Path) -> None:
        compile_into(tmp_path, rendered({"a.txt": "1\n"}))
        (tmp_path / "a.txt").chmod(0o444)
        compile_into(tmp_path, rendered({"a.txt": "2\n"}))
        assert (tmp_path / "a.txt").read_text() == "2\n"
        assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o444

    def test_text_that_is_not_utf_8_is_merged(self, tmp_path: Path) -> None:
        base = b"# caf\xe9\n" + LINES.encode()
        compile_into(tmp_path, rendered({"a.toml": base}))
        (tmp_path / "a.toml").write_bytes(base.replace(b"two", b"z\xfc"))
        compile_into(tmp_path, rendered({"a.toml": base.replace(b"six", b"SIX")}))
        assert (tmp_path / "a.toml").read_bytes() == base.replace(b"two", b"z\xfc").replace(b"six", b"SIX")

    @pytest.mark.parametrize("target", ["b.txt", "/etc/hostname", "nowhere"])
    def test_a_link_is_neither_followed_nor_replaced(self, tmp_path: Path, target: str) -> None:
        compile_into(tmp_path, rendered({"a.txt": "1\n"}))
        (tmp_path / "a.txt").unlink()
        (tmp_path / "a.txt").symlink_to(target)
        changes = compile_into(tmp_path, rendered({"a.txt": "2\n"}))
        assert changes.conflicts
        assert (tmp_path / "a.txt").is_symlink()
        with pytest.raises(MlsysError, match="symbolic link"):
            reconcile(tmp_path, tree_of(rendered({"a.txt": "2\n"})), HEADER, {"a.txt": Side.THEIRS})

    @pytest.mark.parametrize("mine", ["readme.md", "SRC/a.py"])
    def test_a_name_that_differs_in_case_only_is_a_clash(self, tmp_path: Path, mine: str) -> None:
        (tmp_path / mine).parent.mkdir(exist_ok=True)
        (tmp_path / mine).write_text("mine\n")
        changes = compile_into(tmp_path, rendered({"README.md": "1\n", "src/a.py": "2\n"}))
        assert len(changes.conflicts) == 1
        assert (tmp_path / mine).read_text() == "mine\n"

    def test_a_path_that_is_too_long_for_the_system_changes_nothing(self, tmp_path: Path) -> None:
        root = tmp_path
        for _ in range(20):
            root /= "x" * 200
        with pytest.raises(MlsysError, match="File name too long") as caught:
            compile_into(root, rendered({"a.txt": LINES}))
        assert caught.value.help == "choose a folder with a shorter path with `-o`"
        assert not list(tmp_path.iterdir())


class TestDistrust:
    def test_a_lock_that_claims_an_edit_as_generated_loses_nothing(self, tmp_path: Path) -> None:
        """Such a lock comes out of a merge in version control, or of a hand."""
        compile_into(tmp_path, rendered({"a.txt": LINES, "b.txt": "b\n"}))
        lock = read_lock(tmp_path)
        assert lock is not None
        for path in ("a.txt", "b.txt"):
            (tmp_path / path).write_text("mine\n")
            found = change_of(plan_changes(tmp_path, rendered({})), path).found
            assert found is not None
            data = (tmp_path / "mlsystem.lock").read_text()
            (tmp_path / "mlsystem.lock").write_text(data.replace(lock.files[path].sha256, found.sha256))
        compile_into(tmp_path, rendered({"a.txt": "new\n"}))
        assert "mine\n" in (tmp_path / "a.txt").read_text()
        assert "mine\n" in (tmp_path / "b.txt").read_text()

    @pytest.mark.parametrize(
        "now",
        [
            LockHeader("0" * 64, HEADER.blueprints, mlsys="0.0.1"),
            LockHeader("0" * 64, {"b": ("0.9.0", "2" * 64)}),
        ],
    )
    def test_versions_do_not_go_backwards(self, tmp_path: Path, now: LockHeader) -> None:
        compile_into(tmp_path, rendered({"a.txt": LINES}))
        before = snapshot(tmp_path)
        with pytest.raises(MlsysError, match="was compiled") as caught:
            compile_into(tmp_path, rendered({"a.txt": "2\n"}), header=now)
        assert caught.value.help
        assert snapshot(tmp_path) == before

    def test_ejected_is_a_state_of_the_lock(self, tmp_path: Path) -> None:
        compile_into(tmp_path, rendered({"a.txt": LINES}))
        eject(tmp_path, ["a.txt"])
        lock = read_lock(tmp_path)
        assert lock is not None
        assert lock.files["a.txt"].state is FileState.EJECTED
