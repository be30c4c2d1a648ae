"""Random lives of a project in a real repository: clones, branches, merges, sparse and hidden checkouts.

What git does to the folder comes between the edits, generations and crashes of `Life`. No line that the user
wrote and git has stored is lost, and a compilation either finishes or says what git has to be told first.
"""

from __future__ import annotations

import subprocess
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from lives_support import COMMON, NAMES, OWNERS, RENAMED, Life
from mlsys.errors import MlsysError
from mlsys.planning.paths import LOCK_NAME
from mlsys.project.reconcile.memory import read_lock
from mlsys.project.reconcile.reconcile import reconcile
from mlsys.project.record.lock import FileState
from mlsys.project.record.state import PACK
from mlsys.project.transaction.write import recover, write
from mlsys.project.uncommitted import refuse_uncommitted
from project_support import snapshot, tree_of
from updating_support import git, needs_git

pytestmark = needs_git
CLONES = {
    "whole": [],
    "windows": ["--config", "core.autocrlf=true"],
    "shallow": ["--depth", "1"],
    "partial": ["--filter", "blob:none"],
    "partial and sparse": ["--filter", "blob:none", "--sparse"],
}
SIDES = st.sampled_from([None, "--ours", "--theirs"])


@dataclass
class Branch:
    """What the generator and the user have done on a branch."""

    name: str
    generated: dict[str, list[str]]
    dropped: set[str]
    renamed: bool
    version: int
    written: set[str] = field(default_factory=set)


class GitLife(Life):
    """A life whose folder is a checkout; its repository lies beside it, so that only files are compared."""

    # Branches are real here.
    keep_the_lock_of_another_day = None  # type: ignore[assignment]
    merge_branches = None  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.home = self.root
        self.root = self.home / "0" / "project"
        self.root.mkdir(parents=True)
        self.checkouts = 0
        self.other: Branch | None = None
        self.partial = False
        self.deleted: set[str] = set()

    def teardown(self) -> None:
        self.root = self.home
        super().teardown()

    def new_place(self) -> Path:
        self.checkouts += 1
        place = self.home / str(self.checkouts)
        place.mkdir()
        return place

    def commit(self) -> None:
        """Store everything but what git was told not to look at."""
        git(self.root, "add", "--all", "--sparse")
        git(self.root, "commit", "--quiet", "--allow-empty", "--message", "state")

    def arrive(self, root: Path) -> None:
        """Go on in ``root``; what git does not have, or not check out, is not there."""
        self.root = root
        self.written = {line: at for line, at in self.written.items() if line in self.present()}

    @property
    def branch(self) -> Branch:
        lines = {line for line in self.written if line in self.present()}
        return Branch("", deepcopy(self.generated), set(self.dropped), self.renamed, self.version, lines)

    @initialize()
    def generate_first(self) -> None:
        super().generate_first()
        git(
            self.root,
            "init",
            "--quiet",
            "--initial-branch=main",
            f"--separate-git-dir={self.home / 'main.git'}",
        )
        git(self.root, "config", "uploadpack.allowFilter", "true")
        self.commit()

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        self.deleted |= {name, RENAMED.get(name, name)}
        super().delete(name)

    @rule()
    def store(self) -> None:
        self.commit()

    @rule(windows=st.booleans())
    def check_out(self, windows: bool) -> None:
        self.commit()
        git(self.root, "config", "core.autocrlf", str(windows).lower())
        for name in git_output(self.root, "ls-files", "-z").split("\0"):
            (self.root / name).unlink(missing_ok=True) if name else None
        git(self.root, "checkout", "--quiet", "--force", "HEAD", "--", ".")
        self.arrive(self.root)

    @precondition(lambda self: not self.partial)
    @rule(how=st.sampled_from(sorted(CLONES)))
    def clone(self, how: str) -> None:
        """Go on in a clone, as a colleague or a runner of CI does."""
        self.commit()
        place = self.new_place()
        git(
            place,
            *("clone", "--quiet", "--no-local", *CLONES[how], f"--separate-git-dir={place / 'clone.git'}"),
            *(f"file://{self.git_dir()}", "project"),
        )
        self.arrive(place / "project")
        self.partial = "partial" in how or how == "shallow"
        git(self.root, "config", "uploadpack.allowFilter", "true")
        self.other = None

    @rule()
    def add_a_worktree(self) -> None:
        self.commit()
        place = self.new_place()
        git(self.root, "worktree", "add", "--quiet", "--detach", str(place / "project"))
        self.arrive(place / "project")

    @rule()
    def detach(self) -> None:
        git(self.root, "checkout", "--quiet", "--detach")

    @rule(deep=st.booleans(), state=st.booleans())
    def check_out_sparsely(self, deep: bool, state: bool) -> None:
        self.commit()
        left = ["/*", *["!/deep/"] * deep, *["!/.mlsys/"] * state]
        git(self.root, "sparse-checkout", "set", "--no-cone", *left)
        self.arrive(self.root)

    @rule(name=NAMES, flag=st.sampled_from(["--skip-worktree", "--assume-unchanged"]))
    def hide(self, name: str, flag: str) -> None:
        """Tell git not to look at a file that it has."""
        self.commit()
        for file in self.places(name):
            git(self.root, "update-index", flag, file.relative_to(self.root).as_posix())

    @rule()
    def switch(self) -> None:
        """Go to the other branch, where another document was compiled by another version, or begin it."""
        self.look_at_everything()
        self.commit()
        here = self.branch
        here.name = f"b{self.new_place().name}"
        git(self.root, "branch", "--quiet", here.name)
        if self.other is not None:
            git(self.root, "checkout", "--quiet", "--force", "--detach", self.other.name)
            self.take(self.other)
        self.other = here

    @precondition(lambda self: self.other is not None)
    @rule(side=SIDES, document=st.booleans(), leave_pack=st.booleans())
    def merge_the_other(self, side: str | None, document: bool, leave_pack: bool) -> None:
        """Merge the other branch, with all lines of both in the files, and lock and pack as ``side`` says."""
        assert self.other is not None
        self.look_at_everything()
        self.commit()
        here, other = self.branch, self.other
        self.unite_lines()
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.invalid"]
        merge = ["git", *identity, "merge", "--quiet", "--no-edit", other.name]
        subprocess.run(merge, cwd=self.root, check=False, capture_output=True)
        for path in [LOCK_NAME, *[PACK] * (not leave_pack)]:
            if side is not None and path in git_output(self.root, "diff", "--name-only", "--diff-filter=U"):
                subprocess.run(
                    ["git", "checkout", "-q", side, path], cwd=self.root, check=False, capture_output=True
                )
        chosen = other if document else here
        chosen.renamed = here.renamed or other.renamed
        chosen.version = max(here.version, other.version)
        chosen.written = {line for line in here.written | other.written if line in self.present()}
        self.take(chosen)
        self.compile()

    def take(self, branch: Branch) -> None:
        self.generated, self.dropped = deepcopy(branch.generated), set(branch.dropped)
        self.renamed, self.version = branch.renamed, branch.version
        self.written = dict.fromkeys(branch.written, self.root)

    def unite_lines(self) -> None:
        info = self.git_dir() / "info"
        info.mkdir(exist_ok=True)
        names = (*OWNERS, *RENAMED.values())
        (info / "attributes").write_text("".join(f"/{name} merge=union\n" for name in names))

    def git_dir(self) -> Path:
        return Path(git_output(self.root, "rev-parse", "--path-format=absolute", "--git-common-dir").strip())

    def look_at_everything(self) -> None:
        git(self.root, "sparse-checkout", "disable")
        unmerged = set(git_output(self.root, "diff", "--name-only", "--diff-filter=U", "-z").split("\0"))
        paths = set(git_output(self.root, "ls-files", "-z").split("\0")) - unmerged
        for flag in ("--no-skip-worktree", "--no-assume-unchanged"):
            git(self.root, "update-index", flag, *paths)

    def attempt(self) -> MlsysError | None:
        """Compile, and return why it was refused."""
        try:
            changes = reconcile(self.root, tree_of(self.tree()), self.header)
            refuse_uncommitted(self.root, changes)
            write(self.root, changes)
        except MlsysError as error:
            return error
        return None

    @rule()
    def compile(self) -> None:
        recover(self.root)
        before = snapshot(self.root)
        refusal = self.attempt()
        if refusal is not None:
            assert snapshot(self.root) == before, refusal
            self.obey(refusal)
        lost = set(self.written) - self.present()
        assert not lost, lost
        assert self.deleted.issuperset(self.recorded_deletions())
        after = snapshot(self.root)
        self.commit()
        assert self.attempt() is None
        assert snapshot(self.root) == after

    def recorded_deletions(self) -> set[str]:
        lock = read_lock(self.root)
        entries = {} if lock is None else lock.files
        return {path for path, entry in entries.items() if entry.state is FileState.DELETED}

    def obey(self, error: MlsysError, before: str = "") -> None:
        """Do what the refusal says; then the compilation has to go through."""
        text = f"{error} {error.help}"
        if str(error) == before:
            # What a killed compilation left was committed: the copy is gone for good.
            assert f"delete `{LOCK_NAME}`" in text
            (self.root / LOCK_NAME).unlink()
        elif "not to check" in text or "sparse-checkout" in text:
            git(self.root, "sparse-checkout", "disable")
        elif "not to look at" in text or "uncommitted" in text:
            self.look_at_everything()
            self.commit()
        else:
            raise error
        again = self.attempt()
        if again is not None:
            self.obey(again, str(error))


def git_output(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def live(number: int) -> None:
    # A life is seconds of git: shrinking one would take many minutes.
    few = settings(max_examples=number, phases=[Phase.generate], **COMMON)  # type: ignore[arg-type]
    run_state_machine_as_test(GitLife, settings=few)  # type: ignore[no-untyped-call]


def test_no_line_is_lost_in_a_few_repositories() -> None:
    live(5)


@pytest.mark.slow
@pytest.mark.parametrize("lives", [60, pytest.param(2000, marks=pytest.mark.long)])
def test_no_line_is_lost_in_many_repositories(lives: int) -> None:
    live(lives)
