"""Edits of managed files that live on as patches of what is generated."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlsys.blueprints.model import Owner
from mlsys.diagnostics import Severity
from mlsys.errors import MlsysError
from mlsys.project.ownership import eject
from mlsys.project.patching.recording import write_patch
from mlsys.project.record.state import PACK
from mlsys.render.tree import RenderedFile
from project_support import compile_into, plan_changes, rendered, set_copy, snapshot, tree_of

LINES = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"
Files = dict[str, RenderedFile]


def edited(root: Path) -> Files:
    files = rendered({"deploy/app.yaml": LINES}, Owner.MANAGED)
    compile_into(root, files)
    (root / "deploy/app.yaml").write_text(LINES.replace("two\n", "two\nmine\n"))
    return files


def test_an_edit_becomes_a_patch_that_follows(tmp_path: Path) -> None:
    files = edited(tmp_path)
    name = write_patch(tmp_path, tree_of(files), "deploy/app.yaml")
    assert name == "patches/deploy-app.yaml.patch"
    changes = compile_into(tmp_path, files)
    assert not changes.diagnostics
    assert list(changes.lock.header.patches) == [name]
    newer = rendered({"deploy/app.yaml": "zero\n" + LINES.replace("six", "SIX")}, Owner.MANAGED)
    assert not compile_into(tmp_path, newer).diagnostics
    expected = "zero\n" + LINES.replace("two\n", "two\nmine\n").replace("six", "SIX")
    assert (tmp_path / "deploy/app.yaml").read_text() == expected
    assert not plan_changes(tmp_path, newer).pending
    (tmp_path / name).unlink()
    compile_into(tmp_path, newer)
    assert "mine" not in (tmp_path / "deploy/app.yaml").read_text()


def test_a_second_edit_goes_into_the_same_patch(tmp_path: Path) -> None:
    files = edited(tmp_path)
    write_patch(tmp_path, tree_of(files), "deploy/app.yaml")
    compile_into(tmp_path, files)
    with (tmp_path / "deploy/app.yaml").open("a") as file:
        file.write("more without an end")
    write_patch(tmp_path, tree_of(files), "deploy/app.yaml")
    assert len(list((tmp_path / "patches").iterdir())) == 1
    assert not compile_into(tmp_path, files).diagnostics
    text = (tmp_path / "deploy/app.yaml").read_text()
    assert text == LINES.replace("two\n", "two\nmine\n") + "more without an end"


def test_a_recorded_edit_leaves_nothing_to_compile(tmp_path: Path) -> None:
    files = edited(tmp_path)
    write_patch(tmp_path, tree_of(files), "deploy/app.yaml")
    assert not plan_changes(tmp_path, files).pending


def test_an_edit_of_an_old_version_does_not_take_the_new_one_back(tmp_path: Path) -> None:
    edited(tmp_path)
    newer = rendered({"deploy/app.yaml": LINES.replace("six", "SIX")}, Owner.MANAGED)
    compile_into(tmp_path, newer)
    name = write_patch(tmp_path, tree_of(newer), "deploy/app.yaml")
    expected = LINES.replace("two\n", "two\nmine\n").replace("six", "SIX")
    assert (tmp_path / "deploy/app.yaml").read_text() == expected
    patch = (tmp_path / name).read_text().splitlines()[2:]
    assert [line for line in patch if line[0] in "+-"] == ["+mine"]
    assert not plan_changes(tmp_path, newer).pending
    with (tmp_path / "deploy/app.yaml").open("a") as file:
        file.write("more\n")
    newest = rendered({"deploy/app.yaml": "zero\n" + LINES.replace("six", "SIX")}, Owner.MANAGED)
    write_patch(tmp_path, tree_of(newest), "deploy/app.yaml")
    assert not compile_into(tmp_path, newest).diagnostics
    assert (tmp_path / "deploy/app.yaml").read_text() == f"zero\n{expected}more\n"


def test_an_edit_that_contradicts_the_new_version_is_no_patch(tmp_path: Path) -> None:
    edited(tmp_path)
    newer = tree_of(rendered({"deploy/app.yaml": LINES.replace("two", "TWO")}, Owner.MANAGED))
    before = snapshot(tmp_path)
    with pytest.raises(MlsysError, match="contradict what is generated now") as caught:
        write_patch(tmp_path, newer, "deploy/app.yaml")
    assert "`mlsys compile --resolve theirs deploy/app.yaml`" in caught.value.help
    pack = (tmp_path / PACK).read_bytes()
    set_copy(tmp_path, "deploy/app.yaml", None)
    with pytest.raises(MlsysError, match="lacks the copy"):
        write_patch(tmp_path, newer, "deploy/app.yaml")
    (tmp_path / PACK).write_bytes(pack)
    assert snapshot(tmp_path) == before


def test_what_cannot_be_recorded(tmp_path: Path) -> None:
    files = edited(tmp_path)
    name = write_patch(tmp_path, tree_of(files), "deploy/app.yaml")
    text = (tmp_path / name).read_text()
    (tmp_path / name).write_text(text.replace("+mine", "+yours"))
    with pytest.raises(MlsysError, match="is not the patch that the project was compiled with"):
        write_patch(tmp_path, tree_of(files), "deploy/app.yaml")
    (tmp_path / name).write_text(text)
    contradicting = rendered({"deploy/app.yaml": "all\nnew\n"}, Owner.MANAGED)
    with pytest.raises(MlsysError, match="contradict what is generated now"):
        write_patch(tmp_path, tree_of(contradicting), "deploy/app.yaml")
    eject(tmp_path, ["deploy/app.yaml"])
    with pytest.raises(MlsysError, match="was ejected"):
        write_patch(tmp_path, tree_of(files), "deploy/app.yaml")


def test_a_patch_that_fits_no_more_leaves_the_file(tmp_path: Path) -> None:
    files = edited(tmp_path)
    write_patch(tmp_path, tree_of(files), "deploy/app.yaml")
    compile_into(tmp_path, files)
    before = (tmp_path / "deploy/app.yaml").read_text()
    changes = compile_into(tmp_path, rendered({"deploy/app.yaml": "all\nnew\n"}, Owner.MANAGED))
    assert [(f.code, f.severity) for f in changes.diagnostics] == [("MLS042", Severity.ERROR)]
    assert (tmp_path / "deploy/app.yaml").read_text() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("nonsense\n", "holds no unified diff"),
        ("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-one\n+two\n", "not generated"),
        ("--- a/../../x\n+++ b/../../x\n@@ -1 +1 @@\n-one\n+two\n", "not generated"),
        ("--- a/a.txt\n+++ b/a.txt\n@@ -1,9 +1 @@\n-one\n", "ends in the middle"),
        ("rename from a.txt\nrename to b.txt\n", "more than change"),
    ],
)
def test_a_patch_that_makes_no_sense_is_told(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "patches").mkdir()
    (tmp_path / "patches/x.patch").write_text(content)
    changes = compile_into(tmp_path, rendered({"a.txt": LINES}))
    assert message in changes.diagnostics[0].message
    assert not (tmp_path / "a.txt").exists()


def test_git_writes_patches_too(tmp_path: Path) -> None:
    (tmp_path / "patches").mkdir()
    head = "diff --git a/sub/a.txt b/sub/a.txt\nindex 1..2 100644\n--- a/sub/a.txt\n+++ b/sub/a.txt\n"
    (tmp_path / "patches/x.patch").write_text(head + "@@ -1,2 +1,3 @@ two\n one\n+mine\n two\n")
    assert not compile_into(tmp_path, rendered({"a.txt": LINES})).diagnostics
    assert (tmp_path / "a.txt").read_text().startswith("one\nmine\ntwo\n")


def test_a_patch_whose_surroundings_changed_is_carried_over(tmp_path: Path) -> None:
    files = edited(tmp_path)
    name = write_patch(tmp_path, tree_of(files), "deploy/app.yaml")
    with (tmp_path / "deploy/app.yaml").open("a") as file:
        file.write("more\n")
    newer = rendered({"deploy/app.yaml": LINES.replace("four", "FOUR")}, Owner.MANAGED)
    (finding,) = compile_into(tmp_path, newer).diagnostics
    assert "does not apply" in finding.message
    assert "`mlsys patch deploy/app.yaml` carries the edit over" in finding.help
    assert write_patch(tmp_path, tree_of(newer), "deploy/app.yaml") == name
    assert not compile_into(tmp_path, newer).diagnostics
    expected = LINES.replace("two\n", "two\nmine\n").replace("four", "FOUR") + "more\n"
    assert (tmp_path / "deploy/app.yaml").read_text() == expected


def test_a_patch_of_another_name_is_mended_by_its_author(tmp_path: Path) -> None:
    files = edited(tmp_path)
    (tmp_path / "patches").mkdir()
    (tmp_path / "patches/x.patch").write_text(
        "--- a/deploy/app.yaml\n+++ b/deploy/app.yaml\n@@ -1 +1 @@\n-none\n+x\n"
    )
    with pytest.raises(MlsysError, match="does not apply") as caught:
        write_patch(tmp_path, tree_of(files), "deploy/app.yaml")
    assert caught.value.help == "mend that patch or delete it first"


def test_a_patch_that_no_longer_fits_gives_way(tmp_path: Path) -> None:
    """The way out that the finding names, for an edit that contradicts the new version."""
    files = edited(tmp_path)
    name = write_patch(tmp_path, tree_of(files), "deploy/app.yaml")
    newer = rendered({"deploy/app.yaml": "all\nnew\n"}, Owner.MANAGED)
    compile_into(tmp_path, newer)
    (tmp_path / name).unlink()
    assert not compile_into(tmp_path, newer).conflicts
    assert (tmp_path / "deploy/app.yaml").read_text() == "all\nnew\n"


def test_how_lines_end_plays_no_part(tmp_path: Path) -> None:
    (tmp_path / "patches").mkdir()
    head = "--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,3 @@\n one\n+mine\n two\n"
    (tmp_path / "patches/x.patch").write_bytes(head.replace("\n", "\r\n").encode())
    assert not compile_into(tmp_path, rendered({"a.txt": LINES})).diagnostics
    assert (tmp_path / "a.txt").read_text().startswith("one\nmine\ntwo\n")


def test_of_two_places_equally_near_none_is_changed(tmp_path: Path) -> None:
    (tmp_path / "patches").mkdir()
    (tmp_path / "patches/x.patch").write_text("--- a/a.txt\n+++ b/a.txt\n@@ -4,2 +4,2 @@\n a\n-x\n+Y\n")
    changes = compile_into(tmp_path, rendered({"a.txt": "a\nx\n1\n2\n3\n4\na\nx\n"}))
    assert "stand at two places equally near, lines 1 and 7" in changes.diagnostics[0].message
    nearer = compile_into(tmp_path, rendered({"a.txt": "a\nx\n1\n2\n3\na\nx\n"}))
    assert not nearer.diagnostics
    assert (tmp_path / "a.txt").read_text() == "a\nx\n1\n2\n3\na\nY\n"
