"""Moving a project from one version of a blueprint to the next, with its edits."""

from __future__ import annotations

from pathlib import Path

import pytest

from blueprint_support import catalogue_of, make_system, write_blueprint
from mlsys.errors import MlsysError
from mlsys.planning.build import plan
from mlsys.project.explain.staleness import reasons
from mlsys.project.reconcile.changes import Changes
from mlsys.project.reconcile.reconcile import reconcile
from mlsys.project.record.lock import LockHeader, blueprint_pins
from mlsys.project.transaction.write import write
from mlsys.render.render import render
from project_support import snapshot

TRAIN = "".join(f"step_{number}()\n" for number in range(8))


def blueprint(root: Path, version: str, manifest: str, files: dict[str, str]) -> Path:
    folder = write_blueprint(root / version, "training", manifest, files)
    path = folder / "blueprint.yaml"
    path.write_text(path.read_text().replace("version: 1.0.0", f"version: {version}"))
    return folder


@pytest.fixture
def versions(tmp_path: Path) -> dict[str, Path]:
    """The second version changes a line, renames a file, drops one and brings one."""
    first = {"train.py": TRAIN, "configs/deploy.yaml": "a: 1\nb: 2\nc: 3\n", "configs/monitor.yaml": "x: 1\n"}
    second = {
        "train.py": TRAIN.replace("step_6", "better_step_6"),
        "deploy/settings.yaml": "a: 1\nb: 2\nc: 4\n",
        "new.py": "new()\n",
    }
    owner = 'files: [{path: "**", owner: merged}'
    rename = ', {path: "deploy/settings.yaml", owner: merged, formerly: configs/deploy.yaml}]\n'
    return {
        "1.0.0": blueprint(tmp_path, "1.0.0", f"{owner}]\n", first),
        "1.1.0": blueprint(tmp_path, "1.1.0", owner + rename, second),
    }


def changes(project: Path, folder: Path) -> Changes:
    made = plan(make_system(), catalogue_of(folder)).value
    assert made is not None
    header = LockHeader("0" * 64, blueprint_pins(made.blueprints))
    return reconcile(project, render(made), header)


def test_edits_go_along(tmp_path: Path, versions: dict[str, Path]) -> None:
    project = tmp_path / "project"
    write(project, changes(project, versions["1.0.0"]))
    (project / "train.py").write_text(TRAIN.replace("step_1()", "step_1()\nmine()"))
    (project / "configs/deploy.yaml").write_text("a: 1\nb: 2\nmine: 9\nc: 3\n")
    (project / "configs/monitor.yaml").write_text("x: 1\nmine: 2\n")
    upgrade = changes(project, versions["1.1.0"])
    assert reasons(upgrade).stale == ("blueprint training went from 1.0.0 to 1.1.0",)
    write(project, upgrade)
    assert not upgrade.conflicts
    files = snapshot(project, state=False)
    train = TRAIN.replace("step_1()", "step_1()\nmine()").replace("step_6", "better_step_6")
    assert files["train.py"] == train.encode()
    assert files["deploy/settings.yaml"] == b"a: 1\nb: 2\nmine: 9\nc: 4\n"
    assert files["configs/monitor.yaml"] == b"x: 1\nmine: 2\n"
    assert "configs/deploy.yaml" not in files
    assert not changes(project, versions["1.1.0"]).pending


def test_a_downgrade_is_refused(tmp_path: Path, versions: dict[str, Path]) -> None:
    project = tmp_path / "project"
    write(project, changes(project, versions["1.1.0"]))
    with pytest.raises(MlsysError, match=r"with blueprint training 1.1.0, and this is 1.0.0"):
        changes(project, versions["1.0.0"])


def test_stale_and_edited_are_told_apart(tmp_path: Path, versions: dict[str, Path]) -> None:
    project = tmp_path / "project"
    fresh = changes(project, versions["1.0.0"])
    assert reasons(fresh).stale == ("it was never compiled",)
    write(project, fresh)
    (project / "train.py").unlink()
    (project / "new.py").write_text("mine\n")
    same = reasons(changes(project, versions["1.0.0"]))
    assert same.stale == ()
    assert same.edited == ("train.py was deleted; the next compilation records it",)
    later = reasons(changes(project, versions["1.1.0"]))
    assert len(later.stale) == 1
    assert any(reason.startswith("new.py would be generated, but a file") for reason in later.edited)
