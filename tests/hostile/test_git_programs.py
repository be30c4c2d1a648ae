"""Programs that the configuration of a repository names, for git to run: no command of ours lets it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mlsys.blueprints.model import Owner
from mlsys.cli import hook
from mlsys.project.reconcile.memory import read_lock
from updating_support import commit, edit, git, needs_git

pytestmark = needs_git
COMMANDS = (("validate",), ("plan",), ("status",), ("diff", "HEAD:mlsystem.yaml"), ("compile",))
FILTERS = {
    "clean": "filter.clean.clean",
    "process": "filter.process.process",
    "a=b": "filter.a=b.clean",
    "included": "filter.included.clean",
    "worktree": "filter.worktree.clean",
}
"""The setting that makes a filter run, by its name; the one with `=` is as hard to quote as git allows."""
OTHERS = {
    "textconv": ("diff.clean.textconv",),
    "diff": ("diff.external", "diff.clean.command"),
    "ssh": ("core.sshCommand",),
    "pager": ("core.pager", "pager.status", "pager.ls-files"),
    "signature": ("gpg.program",),
    "editor": ("core.editor", "core.askPass", "credential.helper"),
    "alias": ("alias.status", "alias.ls-files", "alias.cat-file"),
}
"""Settings that name programs which the questions of today would not run anyway."""


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], str]:
    """Make a program that leaves a trace of its name in ``traces`` when it runs."""

    def make(name: str) -> str:
        place = tmp_path / "programs" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"#!/bin/sh\ntouch '{tmp_path}/traces/{name}'\n")
        place.chmod(0o755)
        return str(place)

    (tmp_path / "traces").mkdir()
    return make


def edited(clone: Path, filters: list[str]) -> list[str]:
    """Commit the clone, then edit a merged file for each filter so that git has to read it; return them."""
    lock = read_lock(clone)
    assert lock is not None
    merged = [
        path for path, entry in lock.files.items() if entry.owner is Owner.MERGED and path != ".gitattributes"
    ]
    paths = dict(zip(filters, ["README.md", *(path for path in merged if path != "README.md")], strict=False))
    (clone / ".git/info/attributes").write_text(
        "".join(f"{path} filter={name} diff={name}\n" for name, path in paths.items())
    )
    commit(clone)
    for path in paths.values():
        (clone / path).write_bytes((clone / path).read_bytes().swapcase())
    edit(clone / "mlsystem.yaml", "metadata: {name:", "metadata: {description: Churn, name:")
    return [*paths.values()]


def test_no_program_of_the_repository_is_run(world, program, tmp_path):
    paths = edited(world.clone, [*FILTERS])
    git(world.clone, "config", "extensions.worktreeConfig", "true")
    (world.clone / ".git/more").touch()
    git(world.clone, "config", "include.path", "more")
    for name, setting in FILTERS.items():
        place = {"included": ["--file", ".git/more"], "worktree": ["--worktree"]}.get(name, [])
        git(world.clone, "config", *place, setting, program(name))
        git(world.clone, "config", *place, f"filter.{name}.required", "true")
    for name, names in OTHERS.items():
        for setting in names:
            git(world.clone, "config", setting, ("!" if name == "alias" else "") + program(name))
    program("post-index-change")
    git(world.clone, "config", "core.hooksPath", str(tmp_path / "programs"))
    git(world.clone, "config", "core.fsmonitor", program("monitor"))
    told = [world.run(*command)[1] for command in COMMANDS]
    for name in ("validate", "compile-check"):
        hook.main([name])
    traces = tmp_path / "traces"
    assert not [*traces.iterdir()]
    assert "uncommitted edits in" in told[-1]
    for path in paths:
        subprocess.run(["git", "status", "--", path], cwd=world.clone, capture_output=True, check=False)
    assert {path.name for path in traces.iterdir()} >= {*FILTERS, "monitor"}


def test_nor_is_one_of_a_submodule(world, program, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    git(other, "commit", "--quiet", "--allow-empty", "--message", "empty")
    git(world.clone, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "inner")
    edited(world.clone, ["x"])
    git(world.clone / "inner", "config", "core.fsmonitor", program("monitor"))
    assert "uncommitted edits in" in world.run("compile")[1]
    assert not [*(tmp_path / "traces").iterdir()]
    subprocess.run(["git", "status"], cwd=world.clone, capture_output=True, check=False)
    assert [*(tmp_path / "traces").iterdir()]


def test_a_filter_of_the_user_is(world, program, tmp_path, monkeypatch):
    """As large files need it; what the repository says in its place does not count."""
    edited(world.clone, ["x"])
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    git(world.clone, "config", "--global", "filter.x.clean", program("users"))
    git(world.clone, "config", "filter.x.clean", program("theirs"))
    assert "uncommitted edits in" in world.run("compile")[1]
    assert [path.name for path in (tmp_path / "traces").iterdir()] == ["users"]


def test_what_a_partial_clone_lacks_is_not_fetched(world, program, tmp_path, monkeypatch):
    """Fetching runs what the repository says, and reaches out of this machine."""
    commit(world.clone)
    git(world.clone, "config", "uploadpack.allowFilter", "true")
    edit(world.clone / "mlsystem.yaml", "0..500", "0..600")
    commit(world.clone)
    partial = tmp_path / "partial"
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", world.clone.as_uri(), str(partial))
    git(partial, "config", "remote.origin.uploadpack", program("upload"))
    monkeypatch.chdir(partial)
    code, told = world.run("diff", "HEAD~1:mlsystem.yaml")
    assert code == 4
    assert "the clone is partial, and mlsys fetches nothing: `git show HEAD~1:mlsystem.yaml` does" in told
    assert not [*(tmp_path / "traces").iterdir()]
    assert world.run("diff", "HEAD:mlsystem.yaml")[0] == 0
    git(partial, "config", "--unset", "remote.origin.uploadpack")
    shown = subprocess.run(
        ["git", "show", "HEAD~1:mlsystem.yaml"], cwd=partial, check=True, capture_output=True
    )
    assert b"0..500" in shown.stdout
    assert "HEAD~1" not in world.run("diff", "HEAD~1:mlsystem.yaml")[1]
