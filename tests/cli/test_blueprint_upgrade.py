"""The update in which copier and cruft lose or mangle edits, from the command line and with real blueprints.

Its outcomes are in ``tests/project/test_peers.py``; here are the commands, their exit codes, the way out.
"""

from __future__ import annotations

import json
import shutil

import pytest

from mlsys.blueprints.catalogue import builtin_catalogue
from mlsys.cli import exits
from mlsys.pipeline import check
from mlsys.planning.build import plan
from project_support import copy_of, set_copy
from updating_support import commit, edit, git, needs_git

TRAIN = "".join(f"step_{number} = {number}\n" for number in range(20))
NOTES = "".join(f"note {number}\n" for number in range(20))
FIRST = {
    "notes/train.py": TRAIN,
    "NOTES.md": NOTES,
    "notes/index.md": "index\n",
    "configs/deploy.yaml": "replicas: 2\nregion: eu\n",
    "configs/monitor.yaml": "every: 1d\n",
}
SECOND = {
    "notes/train.py": TRAIN.replace("step_10 = 10", "step_10 = 11"),
    "NOTES.md": NOTES.replace("note 10", "their note 10"),
    "notes/index.md": "another index\n",
    "deploy/settings.yaml": "replicas: 3\nregion: eu\n",
    "notes/new.py": "new = 1\n",
}


@pytest.fixture
def install(root, tmp_path, monkeypatch):
    """Install a version of the blueprint ``base`` with more files, and lose the versions before."""

    def install_version(version, files):
        folder = tmp_path / f"blueprints-{version}"
        for other in tmp_path.glob("blueprints-*"):
            shutil.rmtree(other)
        shutil.copytree(root / "blueprints", folder)
        for path, content in files.items():
            place = folder / "base/template" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content)
        manifest = folder / "base/blueprint.yaml"
        edit(manifest, "version: 0.1.0", f"version: {version}")
        if "deploy/settings.yaml" in files:
            moved = "  - {path: deploy/settings.yaml, owner: merged, formerly: configs/deploy.yaml}\n"
            edit(manifest, "  - {path: CODEOWNERS", f"{moved}  - {{path: CODEOWNERS")
        monkeypatch.setattr("mlsys.blueprints.catalogue.blueprints_dir", lambda: folder)

    return install_version


@pytest.fixture
def edited(mlsys, spec, install, tmp_path):
    """A project of the first version, with the user's edits."""
    install("0.1.1", FIRST)
    project = tmp_path / "project"
    assert mlsys("compile", spec, "-o", project).code == exits.CLEAN
    train = project / "notes/train.py"
    train.write_text(f"mine = 1\n{TRAIN}mine_too = 2\n")
    edit(project / "NOTES.md", "note 10", "my note 10")
    (project / "notes/index.md").unlink()
    for path in ("configs/deploy.yaml", "configs/monitor.yaml"):
        (project / path).write_text(FIRST[path] + "user_key: 1\n")
    return project


def test_nothing_is_lost_and_a_conflict_fails(mlsys, spec, edited, install):
    install("0.2.0", SECOND)
    planned = json.loads(mlsys("plan", spec, "-o", edited, "--format", "json").out)
    actions = {item["path"]: item["action"] for item in planned["files"] if item["action"] != "unchanged"}
    assert actions == {
        "NOTES.md": "conflict",
        "configs/monitor.yaml": "keep",
        "deploy/settings.yaml": "merge",
        "notes/index.md": "keep",
        "notes/new.py": "create",
        "notes/train.py": "merge",
    }
    outcome = mlsys("compile", spec, "-o", edited)
    assert outcome.code == exits.FINDINGS == 1
    assert outcome.out.splitlines()[-2].startswith(
        "! NOTES.md  (was changed by you and by the new generation"
    )
    assert (edited / "notes/train.py").read_text() == f"mine = 1\n{SECOND['notes/train.py']}mine_too = 2\n"
    assert (edited / "deploy/settings.yaml").read_text() == "replicas: 3\nregion: eu\nuser_key: 1\n"
    assert (edited / "configs/monitor.yaml").read_text() == "every: 1d\nuser_key: 1\n"
    assert not (edited / "configs/deploy.yaml").exists()
    assert not (edited / "notes/index.md").exists()
    assert "<<<<<<< yours\nmy note 10\n||||||| generated before\n" in (edited / "NOTES.md").read_text()
    assert not list(edited.rglob("*.rej"))
    assert mlsys("compile", spec, "-o", edited).code == exits.FINDINGS
    resolved = mlsys("compile", spec, "-o", edited, "--resolve", "ours", "NOTES.md")
    assert resolved.code == exits.CLEAN
    assert (edited / "NOTES.md").read_text() == NOTES.replace("note 10", "my note 10")
    assert mlsys("compile", spec, "-o", edited, "--check").code == exits.CLEAN


@pytest.mark.slow
def test_a_project_of_the_first_edition_is_moved_with_its_edits(mlsys, spec, tmp_path):
    project = tmp_path / "project"
    mlsys("compile", spec, "-o", project)
    artefacts = plan(check(spec).system, builtin_catalogue()).value.artefacts
    moves = {item.path: item.formerly for item in artefacts if item.formerly}
    assert len(moves) > 80
    put_back(project, moves)
    edited = {new: old for new, old in moves.items() if new.endswith(".py")}
    for old in edited.values():
        (project / old).write_text((project / old).read_text() + "\n# mine\n")
    outcome = mlsys("compile", spec, "-o", project)
    assert outcome.code == exits.CLEAN
    assert [old for old in moves.values() if (project / old).exists()] == []
    assert [new for new in edited if not (project / new).read_text().endswith("\n# mine\n")] == []


def put_back(project, moves):
    """Put files where an earlier edition had them; the lock and the pristine copies follow."""
    lock = (project / "mlsystem.lock").read_text()
    for new, old in moves.items():
        kept = copy_of(project, new)
        set_copy(project, new, None)
        set_copy(project, old, kept)
        if (project / new).exists():
            (project / old).parent.mkdir(parents=True, exist_ok=True)
            (project / new).rename(project / old)
        lock = lock.replace(f'"{new}":', f'"{old}":')
    (project / "mlsystem.lock").write_text(lock)


@needs_git
def test_uncommitted_edits_are_refused_and_committed_ones_are_not(mlsys, spec, edited, install):
    git(edited, "init", "--quiet")
    install("0.2.0", SECOND)
    outcome = mlsys("compile", spec, "-o", edited)
    assert outcome.code == exits.FAULT
    assert "uncommitted edits in NOTES.md" in outcome.err
    commit(edited)
    assert mlsys("compile", spec, "-o", edited).code == exits.FINDINGS


def test_stale_is_told_from_edited_and_older_versions_are_refused(mlsys, spec, edited, install):
    install("0.2.0", SECOND)
    checked = mlsys("compile", spec, "-o", edited, "--check")
    assert checked.code == exits.PENDING
    assert "stale: blueprint base went from 0.1.1 to 0.2.0\n" in checked.out
    assert "edited: NOTES.md was changed by you and by the new generation in one place\n" in checked.out
    assert "edited: notes/index.md was deleted; the next compilation records it\n" in checked.out
    mlsys("compile", spec, "-o", edited)
    install("0.1.1", FIRST)
    refused = mlsys("compile", spec, "-o", edited)
    assert refused.code == exits.FAULT
    assert "was compiled with blueprint base 0.2.0, and this is 0.1.1" in refused.err
    assert "help: use that version or a later one" in refused.err
