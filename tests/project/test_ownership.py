"""Who owns what: no edit is lost, no surprise is written, a second compile does nothing."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from mlsys.blueprints.model import Owner
from mlsys.diagnostics import Severity
from mlsys.errors import MlsysError
from mlsys.project.merge.three_way import BASE, MIDDLE, OURS, THEIRS
from mlsys.project.reconcile.changes import Action, Changes
from mlsys.project.reconcile.memory import read_lock
from mlsys.project.record.lock import format_lock
from mlsys.render.tree import RenderedFile
from project_support import change_of, compile_into, copy_of, plan_changes, rendered, set_copy, snapshot

LINES = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"


def action(changes: Changes, path: str) -> Action:
    return change_of(changes, path).action


def assert_settled(root: Path, *parts: dict[str, RenderedFile]) -> Changes:
    """A second compile writes nothing and says the same."""
    before = snapshot(root)
    changes = compile_into(root, *parts)
    assert not (changes.pending and changes.writable)
    assert snapshot(root) == before
    return changes


def test_the_first_compile_creates_everything(tmp_path: Path) -> None:
    root = tmp_path / "not" / "there" / "yet"
    files = rendered({"a.txt": "a\n", "src/deep/b.py": "b\n"})
    changes = plan_changes(root, files)
    assert [item.action for item in changes.items] == [Action.CREATE, Action.CREATE]
    assert changes.pending
    assert not root.exists()
    compile_into(root, files)
    assert snapshot(root, state=False) == {"a.txt": b"a\n", "src/deep/b.py": b"b\n"}
    assert copy_of(root, "src/deep/b.py") == b"b\n"
    assert_settled(root, files)


@pytest.mark.parametrize("owner", [Owner.MANAGED, Owner.MERGED])
def test_an_untouched_file_follows(tmp_path: Path, owner: Owner) -> None:
    compile_into(tmp_path, rendered({"a.txt": "1\n"}, owner))
    changes = compile_into(tmp_path, rendered({"a.txt": "2\n"}, owner))
    assert action(changes, "a.txt") is Action.UPDATE
    assert (tmp_path / "a.txt").read_text() == "2\n"
    assert_settled(tmp_path, rendered({"a.txt": "2\n"}, owner))


def test_a_seeded_file_is_written_once(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": "1\n"}, Owner.SEEDED))
    changes = compile_into(tmp_path, rendered({"a.txt": "2\n"}, Owner.SEEDED))
    assert action(changes, "a.txt") is Action.UNCHANGED
    assert (tmp_path / "a.txt").read_text() == "1\n"
    assert copy_of(tmp_path, "a.txt") is None
    changes = compile_into(tmp_path)
    assert action(changes, "a.txt") is Action.KEEP
    assert (tmp_path / "a.txt").exists()


def test_a_seeded_file_that_exists_already_is_the_users(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("mine\n")
    changes = compile_into(tmp_path, rendered({"data.csv": "theirs\n"}, Owner.SEEDED))
    assert not changes.diagnostics
    assert (tmp_path / "data.csv").read_text() == "mine\n"


def test_large_data_is_copied_not_read(tmp_path: Path) -> None:
    source = tmp_path / "source.csv"
    source.write_text("a\n")
    root = tmp_path / "project"
    file = {"data/x.csv": RenderedFile("data/x.csv", source, Owner.SEEDED)}
    compile_into(root, file)
    assert (root / "data/x.csv").read_text() == "a\n"
    assert_settled(root, file)


def test_an_edited_managed_file_is_drift_and_stays(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": "1\n"}, Owner.MANAGED))
    (tmp_path / "a.txt").write_text("edited\n")
    same = compile_into(tmp_path, rendered({"a.txt": "1\n"}, Owner.MANAGED))
    assert action(same, "a.txt") is Action.KEEP
    assert [(f.code, f.severity) for f in same.diagnostics] == [("MLS708", Severity.WARNING)]
    newer = compile_into(tmp_path, rendered({"a.txt": "2\n"}, Owner.MANAGED))
    assert action(newer, "a.txt") is Action.CONFLICT
    assert newer.diagnostics[0].severity is Severity.ERROR
    assert newer.drifted
    assert (tmp_path / "a.txt").read_text() == "edited\n"
    assert assert_settled(tmp_path, rendered({"a.txt": "2\n"}, Owner.MANAGED)).diagnostics
    (tmp_path / "a.txt").write_text("1\n")
    assert action(compile_into(tmp_path, rendered({"a.txt": "2\n"}, Owner.MANAGED)), "a.txt") is Action.UPDATE


def test_edits_and_new_generations_are_merged(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": LINES}))
    (tmp_path / "a.txt").write_text(LINES.replace("two\n", "two\nmine\n"))
    kept = compile_into(tmp_path, rendered({"a.txt": LINES}))
    assert action(kept, "a.txt") is Action.KEEP
    newer = rendered({"a.txt": LINES.replace("six", "SIX")})
    changes = compile_into(tmp_path, newer)
    assert action(changes, "a.txt") is Action.MERGE
    assert (tmp_path / "a.txt").read_text() == "one\ntwo\nmine\nthree\nfour\nfive\nSIX\nseven\n"
    assert_settled(tmp_path, newer)


def test_a_conflict_is_marked_reported_and_can_be_solved(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": LINES}))
    mine = LINES.replace("four", "mine")
    (tmp_path / "a.txt").write_text(mine)
    newer = rendered({"a.txt": LINES.replace("four", "theirs")})
    changes = compile_into(tmp_path, newer)
    assert action(changes, "a.txt") is Action.CONFLICT
    assert changes.diagnostics[0].severity is Severity.ERROR
    block = b"\n".join([OURS, b"mine", BASE, b"four", MIDDLE, b"theirs", THEIRS]).decode()
    assert (tmp_path / "a.txt").read_text() == LINES.replace("four", block)
    assert (tmp_path / ".mlsys/ours/a.txt.base").read_text() == mine
    again = assert_settled(tmp_path, newer)
    assert "still holds conflict markers" in again.diagnostics[0].message
    (tmp_path / "a.txt").write_text(LINES.replace("four", "mine and theirs"))
    solved = compile_into(tmp_path, newer)
    assert not solved.diagnostics
    assert (tmp_path / "a.txt").read_text() == LINES.replace("four", "mine and theirs")
    assert not (tmp_path / ".mlsys/ours").exists()
    assert_settled(tmp_path, newer)


def test_a_new_generation_waits_until_the_conflict_is_solved(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": LINES}))
    (tmp_path / "a.txt").write_text(LINES.replace("four", "mine"))
    compile_into(tmp_path, rendered({"a.txt": LINES.replace("four", "theirs")}))
    newest = rendered({"a.txt": LINES.replace("four", "theirs").replace("one", "ONE")})
    assert action(compile_into(tmp_path, newest), "a.txt") is Action.CONFLICT
    (tmp_path / "a.txt").write_text(LINES.replace("four", "mine"))
    assert action(compile_into(tmp_path, newest), "a.txt") is Action.MERGE
    assert (tmp_path / "a.txt").read_text() == LINES.replace("four", "mine").replace("one", "ONE")


@pytest.mark.parametrize("owner", list(Owner))
def test_a_deleted_file_stays_deleted(tmp_path: Path, owner: Owner) -> None:
    compile_into(tmp_path, rendered({"a.txt": "1\n"}, owner))
    (tmp_path / "a.txt").unlink()
    changes = compile_into(tmp_path, rendered({"a.txt": "2\n"}, owner))
    assert (action(changes, "a.txt"), change_of(changes, "a.txt").reason) == (Action.KEEP, "you deleted it")
    assert not (tmp_path / "a.txt").exists()
    assert_settled(tmp_path, rendered({"a.txt": "2\n"}, owner))


def test_a_deleted_file_that_comes_back_is_merged_again(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": LINES}))
    (tmp_path / "a.txt").unlink()
    compile_into(tmp_path, rendered({"a.txt": LINES}))
    (tmp_path / "a.txt").write_text(LINES + "mine\n")
    compile_into(tmp_path, rendered({"a.txt": "zero\n" + LINES}))
    assert (tmp_path / "a.txt").read_text() == "zero\n" + LINES + "mine\n"


def test_orphans_go_only_if_unmodified(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"d/clean.txt": "1\n", "edited.txt": LINES}))
    (tmp_path / "edited.txt").write_text(LINES + "mine\n")
    changes = compile_into(tmp_path)
    assert action(changes, "d/clean.txt") is Action.DELETE
    assert action(changes, "edited.txt") is Action.KEEP
    (finding,) = changes.diagnostics
    assert (finding.code, finding.severity) == ("MLS043", Severity.WARNING)
    assert "`mlsys compile --resolve ours edited.txt` or `--resolve theirs edited.txt`" in finding.help
    assert not plan_changes(tmp_path).diagnostics
    assert snapshot(tmp_path, state=False) == {"edited.txt": (LINES + "mine\n").encode()}
    assert_settled(tmp_path)
    compile_into(tmp_path, rendered({"edited.txt": "zero\n" + LINES}))
    assert (tmp_path / "edited.txt").read_text() == "zero\n" + LINES + "mine\n"


def test_a_file_of_the_user_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine\n")
    (tmp_path / "b.txt").mkdir()
    (tmp_path / "c").write_text("a file where a folder is needed\n")
    (tmp_path / "d.txt").symlink_to(tmp_path / "a.txt")
    files = rendered({"a.txt": "1\n", "b.txt": "1\n", "d.txt": "1\n", "free.txt": "1\n"})
    changes = compile_into(tmp_path, files, rendered({"c/deep.txt": "1\n"}))
    assert {f.code for f in changes.diagnostics} == {"MLS041"}
    assert len(changes.conflicts) == 4
    assert (tmp_path / "a.txt").read_text() == "mine\n"
    assert not (tmp_path / "free.txt").exists()
    assert_settled(tmp_path, files, rendered({"c/deep.txt": "1\n"}))


def test_a_seeded_file_waits_until_its_folder_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "docs").write_text("a file where a folder is needed\n")
    seeded = rendered({"docs/first.md": "1\n"}, Owner.SEEDED)
    (finding,) = compile_into(tmp_path, seeded).diagnostics
    assert "but a file of yours stands where a folder above it would be" in finding.message
    (tmp_path / "docs").unlink()
    compile_into(tmp_path, seeded)
    assert (tmp_path / "docs/first.md").read_text() == "1\n"


def test_an_equal_file_of_the_user_is_adopted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1\n")
    assert action(compile_into(tmp_path, rendered({"a.txt": "1\n"})), "a.txt") is Action.UNCHANGED
    assert action(compile_into(tmp_path, rendered({"a.txt": "2\n"})), "a.txt") is Action.UPDATE


def test_a_document_that_is_compiled_in_place_is_not_replaced_by_another(tmp_path: Path) -> None:
    def document(text: str) -> dict[str, RenderedFile]:
        return {"mlsystem.yaml": RenderedFile("mlsystem.yaml", text.encode(), Owner.MANAGED)}

    path = tmp_path / "mlsystem.yaml"
    compile_into(tmp_path, document("one\n"))
    assert action(compile_into(tmp_path, document("two\n")), "mlsystem.yaml") is Action.UPDATE
    path.write_text("edited\n")
    in_place = compile_into(tmp_path, document("edited\n"))
    assert (action(in_place, "mlsystem.yaml"), in_place.diagnostics) == (Action.UNCHANGED, ())
    assert copy_of(tmp_path, "mlsystem.yaml") == b"edited\n"
    other = compile_into(tmp_path, document("three\n"))
    assert action(other, "mlsystem.yaml") is Action.CONFLICT
    assert "compiled in place" in other.diagnostics[0].message
    assert path.read_text() == "edited\n"
    assert_settled(tmp_path, document("three\n"))
    path.write_text("three\n")
    assert not assert_free(tmp_path, document("three\n")).diagnostics


def assert_free(root: Path, *parts: dict[str, RenderedFile]) -> Changes:
    """Compile, then check that a second compile does nothing."""
    compile_into(root, *parts)
    return assert_settled(root, *parts)


def test_a_rename_carries_the_edits_along(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"configs/deploy.yaml": LINES}))
    (tmp_path / "configs/deploy.yaml").write_text(LINES.replace("two\n", "two\nmine: 1\n"))
    moved = rendered({"deploy/main.yaml": LINES.replace("six", "SIX")}, main="configs/deploy.yaml")
    changes = compile_into(tmp_path, moved)
    assert change_of(changes, "deploy/main.yaml").moved_from == "configs/deploy.yaml"
    assert snapshot(tmp_path, state=False) == {
        "deploy/main.yaml": LINES.replace("two\n", "two\nmine: 1\n").replace("six", "SIX").encode()
    }
    assert copy_of(tmp_path, "configs/deploy.yaml") is None
    assert copy_of(tmp_path, "deploy/main.yaml") is not None
    assert_settled(tmp_path, moved)


def test_a_rename_of_a_deleted_file_stays_deleted(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"old.txt": LINES}))
    (tmp_path / "old.txt").unlink()
    moved = rendered({"new.txt": LINES}, new="old.txt")
    compile_into(tmp_path, moved)
    assert snapshot(tmp_path, state=False) == {}
    assert_settled(tmp_path, moved)


def test_a_system_that_is_named_anew_takes_its_package_along(tmp_path: Path) -> None:
    def package(name: str) -> dict[str, RenderedFile]:
        files = rendered({f"src/{name}/train.py": f"import {name}\n" + LINES, f"src/{name}/__init__.py": ""})
        seeds = rendered({f"src/{name}/features.py": "seed\n"}, Owner.SEEDED)
        pattern = "src/{{ package }}/"
        return {
            path: replace(file, pattern=pattern + path.rpartition("/")[2])
            for path, file in {**files, **seeds}.items()
        }

    compile_into(tmp_path, package("old"))
    (tmp_path / "src/old/train.py").write_text("import old\n" + LINES + "mine\n")
    (tmp_path / "src/old/features.py").write_text("mine\n")
    (tmp_path / "src/old/extra.py").write_text("extra\n")
    (tmp_path / "src/old/__pycache__").mkdir()
    (tmp_path / "src/old/__pycache__/x.pyc").write_bytes(b"x")
    changes = compile_into(tmp_path, package("new"))
    assert (tmp_path / "src/new/train.py").read_text() == "import new\n" + LINES + "mine\n"
    assert (tmp_path / "src/new/features.py").read_text() == "mine\n"
    assert {path.name for path in (tmp_path / "src/old").iterdir()} == {"extra.py", "__pycache__"}
    assert [(f.code, f.message) for f in changes.diagnostics] == [
        (
            "MLS044",
            "`src/old` is generated as `src/new` now, and files of yours stay behind: `src/old/extra.py`",
        )
    ]
    assert_settled(tmp_path, package("new"))


def test_a_deletion_outlives_the_absence_of_what_it_is_about(tmp_path: Path) -> None:
    both = rendered({"a.txt": "1\n", "b.txt": "1\n"})
    compile_into(tmp_path, both)
    (tmp_path / "b.txt").unlink()
    compile_into(tmp_path, both)
    compile_into(tmp_path, rendered({"a.txt": "1\n"}))
    compile_into(tmp_path, both)
    assert not (tmp_path / "b.txt").exists()
    assert_settled(tmp_path, both)


class TestLineEnds:
    """A checkout may end lines in another way; a text is the same text all the same."""

    @pytest.mark.parametrize("owner", [Owner.MANAGED, Owner.MERGED])
    def test_a_converted_project_is_clean_and_keeps_its_ends(self, tmp_path: Path, owner: Owner) -> None:
        compile_into(tmp_path, rendered({"a.txt": LINES}, owner))
        for path in [*tmp_path.rglob("*")]:
            if path.is_file():
                path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        assert not plan_changes(tmp_path, rendered({"a.txt": LINES}, owner)).pending
        newer = rendered({"a.txt": LINES.replace("six", "SIX")}, owner)
        assert action(compile_into(tmp_path, newer), "a.txt") is Action.UPDATE
        assert (tmp_path / "a.txt").read_bytes() == LINES.replace("six", "SIX").replace("\n", "\r\n").encode()
        assert_settled(tmp_path, newer)


def test_what_is_left_of_a_conflict_is_one(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": LINES}))
    (tmp_path / "a.txt").write_text(LINES.replace("four", "mine"))
    newer = rendered({"a.txt": LINES.replace("four", "theirs")})
    compile_into(tmp_path, newer)
    marked = (tmp_path / "a.txt").read_text()
    for kept in (OURS, BASE, MIDDLE, THEIRS):
        gone = {OURS, BASE, MIDDLE, THEIRS} - {kept}
        lines = [line for line in marked.split("\n") if line.encode() not in gone]
        (tmp_path / "a.txt").write_text("\n".join(lines))
        assert compile_into(tmp_path, newer).unfinished, kept
    (tmp_path / "a.txt").write_text(marked.replace(OURS.decode(), "<<<<<<< HEAD"))
    assert compile_into(tmp_path, newer).unfinished


def test_the_markers_of_version_control_are_not_merged_into(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": LINES}))
    (tmp_path / "a.txt").write_text(LINES + "<<<<<<< HEAD\nmine\n=======\nother\n>>>>>>> branch\n")
    changes = compile_into(tmp_path, rendered({"a.txt": "zero\n" + LINES}))
    assert [item.path for item in changes.unfinished] == ["a.txt"]


def test_a_heading_under_equals_signs_is_no_marker(tmp_path: Path) -> None:
    text = "heading\n=======\n" + LINES
    compile_into(tmp_path, rendered({"a.txt": text}))
    (tmp_path / "a.txt").write_text(text.replace("four", "mine"))
    newer = rendered({"a.txt": text.replace("four", "theirs")})
    assert compile_into(tmp_path, newer).conflicts
    (tmp_path / "a.txt").write_text(text.replace("four", "both"))
    assert not compile_into(tmp_path, newer).conflicts


def test_one_file_that_cannot_be_written_keeps_all_from_being_written(tmp_path: Path) -> None:
    managed, merged = rendered({"m.txt": "1\n"}, Owner.MANAGED), rendered({"a.txt": LINES})
    compile_into(tmp_path, managed, merged)
    (tmp_path / "m.txt").write_text("edited\n")
    before = snapshot(tmp_path)
    changes = compile_into(tmp_path, rendered({"m.txt": "2\n"}, Owner.MANAGED), rendered({"a.txt": "new\n"}))
    assert [item.path for item in changes.unfinished] == ["m.txt"]
    assert snapshot(tmp_path) == before


def test_copies_of_an_earlier_version_are_packed(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": LINES, "src/b.py": "b\n"}))
    (tmp_path / ".mlsys/base.pack").unlink()
    for path in ("a.txt", "src/b.py"):
        kept = tmp_path / f".mlsys/base/{path}.base"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes((tmp_path / path).read_bytes())
    (tmp_path / "a.txt").write_text(LINES + "mine\n")
    newer = rendered({"a.txt": "zero\n" + LINES, "src/b.py": "b\n"})
    compile_into(tmp_path, newer)
    assert (tmp_path / "a.txt").read_text() == "zero\n" + LINES + "mine\n"
    assert not (tmp_path / ".mlsys/base").exists()
    assert_settled(tmp_path, newer)


def test_modes_follow_unless_the_user_changed_them(tmp_path: Path) -> None:
    def script(content: str, executable: bool) -> dict[str, RenderedFile]:
        return {"run.sh": RenderedFile("run.sh", content.encode(), Owner.MERGED, "b", executable)}

    def is_executable() -> bool:
        return bool((tmp_path / "run.sh").stat().st_mode & 0o100)

    compile_into(tmp_path, script("1\n", True))
    assert is_executable()
    assert action(compile_into(tmp_path, script("1\n", False)), "run.sh") is Action.UPDATE
    assert not is_executable()
    (tmp_path / "run.sh").chmod(0o755)
    compile_into(tmp_path, script("2\n", False))
    assert is_executable()
    assert_settled(tmp_path, script("2\n", False))


@pytest.mark.parametrize(("before", "after"), [(Owner.MERGED, Owner.MANAGED), (Owner.MANAGED, Owner.MERGED)])
def test_a_change_of_owner_keeps_edits(tmp_path: Path, before: Owner, after: Owner) -> None:
    compile_into(tmp_path, rendered({"a.txt": LINES}, before))
    (tmp_path / "a.txt").write_text(LINES + "mine\n")
    compile_into(tmp_path, rendered({"a.txt": "zero\n" + LINES}, after))
    assert "mine\n" in (tmp_path / "a.txt").read_text()
    assert_settled(tmp_path, rendered({"a.txt": "zero\n" + LINES}, after))


def test_a_seeded_file_that_becomes_merged_conflicts_rather_than_loses(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": LINES}, Owner.SEEDED))
    (tmp_path / "a.txt").write_text(LINES + "mine\n")
    changes = compile_into(tmp_path, rendered({"a.txt": "zero\n" + LINES}))
    assert action(changes, "a.txt") is Action.CONFLICT
    assert "mine\n" in (tmp_path / "a.txt").read_text()


def test_a_copy_that_the_lock_contradicts_is_a_base_all_the_same(tmp_path: Path) -> None:
    """As after a merge of branches: the copy is that of the other branch, and its lines are in the file."""
    compile_into(tmp_path, rendered({"a.txt": LINES}))
    other = LINES.replace("two", "TWO")
    set_copy(tmp_path, "a.txt", other.encode())
    (tmp_path / "a.txt").write_text(other + "mine\n")
    newer = rendered({"a.txt": "zero\n" + other})
    assert action(compile_into(tmp_path, newer), "a.txt") is Action.MERGE
    assert (tmp_path / "a.txt").read_text() == "zero\n" + other + "mine\n"
    assert_settled(tmp_path, newer)


@pytest.mark.parametrize("owner", [Owner.MANAGED, Owner.MERGED])
def test_a_deletion_survives_a_copy_that_the_lock_contradicts(tmp_path: Path, owner: Owner) -> None:
    compile_into(tmp_path, rendered({"a.txt": LINES}, owner))
    set_copy(tmp_path, "a.txt", LINES.replace("two", "TWO").encode())
    (tmp_path / "a.txt").write_text(LINES.replace("two", "TWO").replace("five\n", ""))
    compile_into(tmp_path, rendered({"a.txt": "zero\n" + LINES.replace("two", "TWO")}, owner))
    assert "five" not in (tmp_path / "a.txt").read_text()


def test_a_managed_file_that_git_merged_from_two_generations_follows(tmp_path: Path) -> None:
    one, other = LINES.replace("two", "TWO"), LINES.replace("six", "SIX")
    compile_into(tmp_path, rendered({"a.txt": one}, Owner.MANAGED))
    mine = (tmp_path / ".mlsys/base.pack").read_bytes().rstrip()
    set_copy(tmp_path, "a.txt", other.encode())
    theirs = (tmp_path / ".mlsys/base.pack").read_bytes().rstrip()
    sides = (b"<<<<<<< HEAD", mine, b"=======", theirs, b">>>>>>> other", b"")
    (tmp_path / ".mlsys/base.pack").write_bytes(b"\n".join(sides))
    (tmp_path / "a.txt").write_text(one.replace("six", "SIX"))
    newer = rendered({"a.txt": one.replace("six", "SIX").replace("four", "4")}, Owner.MANAGED)
    assert action(compile_into(tmp_path, newer), "a.txt") is Action.UPDATE
    assert_settled(tmp_path, newer)


@pytest.mark.parametrize("edited", [True, False])
def test_a_lost_copy_is_never_taken_for_an_empty_one(tmp_path: Path, edited: bool) -> None:
    compile_into(tmp_path, rendered({"a.txt": LINES, "b.txt": LINES}))
    if edited:
        (tmp_path / "a.txt").write_text(LINES + "mine\n")
    set_copy(tmp_path, "a.txt", None)
    before = snapshot(tmp_path)
    newer = rendered({"a.txt": "zero\n" + LINES, "b.txt": LINES})
    with pytest.raises(MlsysError, match=r"`.mlsys/base.pack` lacks the copy of `a.txt`") as caught:
        compile_into(tmp_path, newer)
    assert "git checkout HEAD -- .mlsys" in caught.value.help
    assert snapshot(tmp_path) == before
    (tmp_path / ".mlsys/base.pack").unlink()
    with pytest.raises(MlsysError, match=r"`.mlsys/base.pack` is missing"):
        compile_into(tmp_path, newer)


def test_a_damaged_copy_is_told(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.txt": LINES}))
    (tmp_path / "a.txt").write_text(LINES + "mine\n")
    pack = tmp_path / ".mlsys/base.pack"
    pack.write_bytes(pack.read_bytes()[:-12] + b"\n")
    with pytest.raises(MlsysError, match="is damaged"):
        compile_into(tmp_path, rendered({"a.txt": "zero\n" + LINES}))


def test_a_lock_alone_deletes_and_overwrites_nothing(tmp_path: Path) -> None:
    """Whoever hands on a project can name any file in its lock, with its right digest."""
    compile_into(tmp_path, rendered({"a.txt": LINES}))
    (tmp_path / "notes.txt").write_text("mine\n")
    lock = read_lock(tmp_path)
    assert lock is not None
    entry = replace(lock.files["a.txt"], sha256=hashlib.sha256(b"mine\n").hexdigest())
    forged = lock.with_files({**lock.files, "notes.txt": entry})
    (tmp_path / "mlsystem.lock").write_bytes(format_lock(forged))
    for tree in ({"a.txt": LINES}, {"a.txt": LINES, "notes.txt": "theirs\n"}):
        with pytest.raises(MlsysError, match=r"lacks the copy of `notes.txt`"):
            compile_into(tmp_path, rendered(tree))
    assert (tmp_path / "notes.txt").read_text() == "mine\n"


def test_binary_files_follow_or_stay_but_are_never_mixed(tmp_path: Path) -> None:
    compile_into(tmp_path, rendered({"a.bin": b"\0one"}))
    assert action(compile_into(tmp_path, rendered({"a.bin": b"\0two"})), "a.bin") is Action.UPDATE
    (tmp_path / "a.bin").write_bytes(b"\0mine")
    changes = compile_into(tmp_path, rendered({"a.bin": b"\0three"}))
    assert action(changes, "a.bin") is Action.CONFLICT
    assert (tmp_path / "a.bin").read_bytes() == b"\0mine"
    assert_settled(tmp_path, rendered({"a.bin": b"\0three"}))


def test_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "src").symlink_to(outside)
    with pytest.raises(MlsysError, match="leads out of the project"):
        compile_into(root, rendered({"a.txt": "1\n", "src/a.py": "1\n"}))
    assert snapshot(root) == {"src": b"-> " + bytes(outside)}
    assert not list(outside.iterdir())


def test_a_link_inside_of_the_project_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "src").symlink_to("real")
    compile_into(tmp_path, rendered({"src/a.py": "1\n"}))
    assert (tmp_path / "real/a.py").read_text() == "1\n"


def test_a_linked_state_folder_is_refused(tmp_path: Path) -> None:
    root, outside = tmp_path / "project", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / ".mlsys").symlink_to(outside)
    with pytest.raises(MlsysError, match="symbolic link"):
        compile_into(root, rendered({"a.txt": "1\n"}))
    assert not list(outside.iterdir())
