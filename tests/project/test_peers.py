"""The update in which copier and cruft lose or mangle edits: here every edit is in a file or in a conflict.

The user edits ``train.py`` at its top and end and line 10 of the README, and deletes a page; the template
changes another part of ``train.py``, the same line of the README and the deleted page, brings a file, renames
one that the user edited, and drops another that the user edited too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mlsys.errors import MlsysError
from mlsys.project.merge.three_way import has_markers
from mlsys.project.reconcile.changes import Action, Changes
from project_support import change_of, compile_into, copy_of, plan_changes, rendered, snapshot

TRAIN = "".join(f"line {number}\n" for number in range(30))
README = "".join(f"words {number}\n" for number in range(20))
BEFORE = {
    "train.py": TRAIN,
    "README.md": README,
    "docs/index.md": "index\n",
    "configs/deploy.yaml": "replicas: 2\nregion: eu\n",
    "configs/monitor.yaml": "every: 1d\n",
}
AFTER = {
    "train.py": TRAIN.replace("line 15\n", "template 15\n"),
    "README.md": README.replace("words 10\n", "template 10\n"),
    "docs/index.md": "index of the template\n",
    "deploy/settings.yaml": "replicas: 3\nregion: eu\n",
    "src/new.py": "new\n",
}


@pytest.fixture
def updated(tmp_path: Path) -> tuple[Path, Changes]:
    compile_into(tmp_path, rendered(BEFORE))
    (tmp_path / "train.py").write_text(f"user top\n{TRAIN}user end\n")
    (tmp_path / "README.md").write_text(README.replace("words 10\n", "user 10\n"))
    (tmp_path / "docs/index.md").unlink()
    (tmp_path / "configs/deploy.yaml").write_text("replicas: 2\nregion: eu\nuser_key: 1\n")
    (tmp_path / "configs/monitor.yaml").write_text("every: 1d\nuser_key: 2\n")
    return tmp_path, compile_into(tmp_path, rendered(AFTER, settings="configs/deploy.yaml"))


def test_edits_elsewhere_in_a_file_are_kept(updated: tuple[Path, Changes]) -> None:
    expected = f"user top\n{AFTER['train.py']}user end\n"
    assert (updated[0] / "train.py").read_text() == expected


def test_a_conflict_is_marked_and_fails_the_command(updated: tuple[Path, Changes]) -> None:
    """Both peers end with 0 here, and cruft prints that all is as clean as possible.

    That the command ends with 1 is seen in ``tests/cli/test_blueprint_upgrade.py``.
    """
    root, changes = updated
    content = (root / "README.md").read_bytes()
    assert has_markers(content)
    assert b"user 10\n" in content
    assert b"template 10\n" in content
    assert [item.path for item in changes.conflicts] == ["README.md"]
    assert any(finding.severity.fails for finding in changes.diagnostics)


def test_a_deleted_file_stays_deleted(updated: tuple[Path, Changes]) -> None:
    assert not (updated[0] / "docs/index.md").exists()


def test_an_edit_follows_a_renamed_file(updated: tuple[Path, Changes]) -> None:
    """copier deletes the old file; the user's key is in no file afterwards."""
    root, _ = updated
    assert (root / "deploy/settings.yaml").read_text() == "replicas: 3\nregion: eu\nuser_key: 1\n"
    assert not (root / "configs/deploy.yaml").exists()


def test_an_edited_file_that_the_template_dropped_is_kept(updated: tuple[Path, Changes]) -> None:
    """copier deletes it; cruft keeps it and drops the whole update to ``.rej`` files."""
    root, changes = updated
    assert (root / "configs/monitor.yaml").read_text() == "every: 1d\nuser_key: 2\n"
    assert change_of(changes, "configs/monitor.yaml").action is Action.KEEP
    assert not list(root.rglob("*.rej"))


def test_the_next_update_starts_from_there(updated: tuple[Path, Changes]) -> None:
    root, _ = updated
    (root / "README.md").write_text(README.replace("words 10\n", "user and template 10\n"))
    later = AFTER | {"README.md": AFTER["README.md"].replace("words 2\n", "later 2\n")}
    changes = compile_into(root, rendered(later, settings="configs/deploy.yaml"))
    assert not changes.conflicts
    text = (root / "README.md").read_text()
    assert "user and template 10\n" in text
    assert "later 2\n" in text
    assert not plan_changes(root, rendered(later, settings="configs/deploy.yaml")).pending


def test_no_history_of_the_template_is_needed(updated: tuple[Path, Changes]) -> None:
    """copier ends in a traceback when the source of the project is gone: a merge needs the project only."""
    root, _ = updated
    assert copy_of(root, "train.py") == AFTER["train.py"].encode()


def test_a_failed_update_leaves_everything(updated: tuple[Path, Changes]) -> None:
    root, _ = updated
    before = snapshot(root)
    (root / "mlsystem.lock").write_text("{")
    with pytest.raises(MlsysError, match="damaged"):
        compile_into(root, rendered({}))
    assert snapshot(root).keys() == before.keys()
