"""Projects in repositories as people have them, with the real git: nothing is guessed, nothing is lost."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mlsys.cli import exits
from mlsys.project.reconcile.memory import read_lock
from mlsys.project.record.lock import FileState
from updating_support import commit, edit, git, needs_git

pytestmark = needs_git
QUICK = Path(__file__).resolve().parents[2] / "examples/quickstart"
ITS_README = shutil.ignore_patterns("README.md")
"""A project that is compiled beside the document has its README in the place of the example's."""
RANGE = ("0..500", "0..600")
"""Changes the contract of the data and the design, which are managed."""
DESCRIBED = ("metadata: {name: quick-churn", "metadata: {name: quick-churn, description: Churn of customers")
"""Changes the README, which is merged."""


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is compiled in place, in a repository of its own, with one edit of the README."""
    folder = tmp_path_factory.mktemp("repository") / "project"
    shutil.copytree(QUICK, folder, ignore=ITS_README)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    command = [sys.executable, "-m", "mlsys", "compile", "-o", ".", "--quiet"]
    subprocess.run(command, cwd=folder, check=True)
    commit(folder)
    with (folder / "README.md").open("a") as file:
        file.write("\n## mine\n")
    commit(folder)
    return folder


@pytest.fixture
def project(committed, tmp_path, monkeypatch):
    """A copy of it to work in."""
    folder = tmp_path / "project"
    shutil.copytree(committed, folder, symlinks=True)
    git(folder, "update-index", "-q", "--refresh")
    monkeypatch.chdir(folder)
    return folder


def mine(project):
    """Edit the README without committing it, and give the document another version of it."""
    with (project / "README.md").open("a") as file:
        file.write("uncommitted\n")
    edit(project / "mlsystem.yaml", *DESCRIBED)


def assert_refused(mlsys, project, reason):
    """Every command says the same, and nothing is written."""
    before = (project / "README.md").read_bytes(), (project / "mlsystem.lock").read_bytes()
    for command in (["plan"], ["compile", "--check"], ["status"], ["compile"]):
        outcome = mlsys(*command)
        assert outcome.code == exits.FAULT, (command, outcome.text)
        assert reason in outcome.err, command
        assert "--allow-dirty" in outcome.err
    assert before == ((project / "README.md").read_bytes(), (project / "mlsystem.lock").read_bytes())
    assert mlsys("compile", "--allow-dirty").code == exits.CLEAN
    assert "uncommitted\n" in (project / "README.md").read_text()


@pytest.mark.slow
class TestUncommittedEdits:
    """The guard fails closed: only no git and no repository mean that nothing can be lost."""

    def test_in_a_repository(self, mlsys, project):
        mine(project)
        assert_refused(mlsys, project, "uncommitted edits in README.md")

    def test_on_a_detached_head(self, mlsys, project):
        git(project, "checkout", "--quiet", "--detach")
        mine(project)
        assert_refused(mlsys, project, "uncommitted edits in README.md")

    def test_in_a_worktree(self, mlsys, project, tmp_path, monkeypatch):
        git(project, "worktree", "add", "--quiet", str(tmp_path / "tree"))
        monkeypatch.chdir(tmp_path / "tree")
        assert mlsys("compile", "--check").code == exits.CLEAN
        mine(tmp_path / "tree")
        assert_refused(mlsys, tmp_path / "tree", "uncommitted edits in README.md")

    def test_in_a_submodule(self, mlsys, project, tmp_path, monkeypatch):
        above = tmp_path / "above"
        git(tmp_path, "init", "--quiet", str(above))
        git(above, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(project), "inner")
        commit(above)
        monkeypatch.chdir(above / "inner")
        assert mlsys("compile", "--check").code == exits.CLEAN
        mine(above / "inner")
        assert_refused(mlsys, above / "inner", "uncommitted edits in README.md")

    @pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
    def test_that_git_was_told_not_to_look_at(self, mlsys, project, flag):
        git(project, "update-index", flag, "README.md")
        mine(project)
        assert_refused(mlsys, project, "edits that git was told not to look at in README.md")

    def test_in_a_folder_that_git_ignores(self, mlsys, project, tmp_path, monkeypatch):
        git(project, "rm", "-rq", "--cached", ".")
        (project / ".git/info/exclude").write_text("*\n")
        mine(project)
        assert_refused(mlsys, project, "edits that git does not keep, because it ignores them, in README.md")

    def test_with_a_broken_index(self, mlsys, project):
        mine(project)
        (project / ".git/index").write_bytes(b"nonsense")
        assert_refused(mlsys, project, "git cannot tell which edits in `.` are stored: ")

    @pytest.mark.parametrize("how", ["no head", "points nowhere"])
    def test_with_a_broken_repository(self, mlsys, project, how):
        mine(project)
        if how == "no head":
            (project / ".git/HEAD").unlink()
        else:
            shutil.rmtree(project / ".git")
            (project / ".git").write_text("gitdir: /nowhere/at/all\n")
        assert_refused(mlsys, project, "git cannot tell")

    def test_of_somebody_else(self, mlsys, project, monkeypatch):
        mine(project)
        if hasattr(os, "getuid") and os.getuid() == 0:
            os.chown(project, 65534, 65534)
            os.chown(project / ".git", 65534, 65534)
        else:  # only root can give files away
            monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        assert_refused(mlsys, project, "detected dubious ownership")

    @pytest.mark.parametrize("without", ["git", "repository"])
    def test_there_is_nothing_to_lose_without(self, mlsys, project, monkeypatch, without):
        mine(project)
        if without == "git":
            monkeypatch.setenv("PATH", "")
        else:
            shutil.rmtree(project / ".git")
        assert mlsys("compile").code == exits.CLEAN

    def test_in_the_environment_of_a_hook(self, mlsys, project, monkeypatch):
        """Git names its repository from the folder that it was called in."""
        mine(project)
        monkeypatch.setenv("GIT_DIR", ".git")
        monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
        assert_refused(mlsys, project, "uncommitted edits in README.md")


class TestNotCheckedOut:
    """What git was told not to check out is not deleted."""

    def test_nothing_changes_for_it(self, mlsys, project):
        git(project, "sparse-checkout", "set", "--no-cone", "/*", "!/docs/", "!/drills/", "!/tests/")
        assert not (project / "docs").exists()
        assert mlsys("compile", "--check").code == exits.CLEAN
        assert mlsys("compile").code == exits.CLEAN
        lock = read_lock(project)
        assert lock is not None
        assert not [path for path, entry in lock.files.items() if entry.state is FileState.DELETED]

    def test_what_would_change_must_be_there(self, mlsys, project):
        git(project, "sparse-checkout", "set", "--no-cone", "/*", "!/docs/")
        edit(project / "mlsystem.yaml", *RANGE)
        for command in (["plan"], ["compile", "--check"], ["status"], ["compile"]):
            outcome = mlsys(*command)
            assert outcome.code == exits.FAULT
            assert "`docs/design.md` would change, and git was told not to check" in outcome.err
        git(project, "sparse-checkout", "disable")
        assert mlsys("compile").code == exits.CLEAN
        assert "600" in (project / "docs/design.md").read_text()

    @pytest.mark.parametrize("how", ["sparse", "ignored", "elsewhere"])
    @pytest.mark.slow
    def test_nor_are_data(self, mlsys, project, how, tmp_path, monkeypatch):
        """Data are often kept out of git, or not needed where a project is checked."""
        if how == "sparse":
            git(project, "sparse-checkout", "set", "--no-cone", "/*", "!/data/")
        elif how == "ignored":
            git(project, "rm", "-q", "--cached", "-r", "data")
            git(project, "commit", "-qm", "without")
            git(tmp_path, "clone", "-q", str(project), str(tmp_path / "clone"))
            monkeypatch.chdir(tmp_path / "clone")
        else:
            monkeypatch.chdir(tmp_path)
            mlsys("compile", "project/mlsystem.yaml", "-o", "other")
            shutil.rmtree(project / "data")
            monkeypatch.chdir(tmp_path / "other")
        lock = Path("mlsystem.lock").read_bytes()
        assert not Path("data").exists() or how == "elsewhere"
        for command in (["plan"], ["compile", "--check"], ["status"], ["compile"]):
            assert mlsys(*command).code == exits.CLEAN, command
        assert Path("mlsystem.lock").read_bytes() == lock
        assert b"data/telco_churn.csv" in lock

    def test_nor_are_pristine_copies(self, mlsys, project):
        git(project, "sparse-checkout", "set", "--no-cone", "/*", "!/.mlsys/")
        edit(project / "mlsystem.yaml", *DESCRIBED)
        for command in (["plan"], ["compile", "--check"], ["status"], ["compile"]):
            outcome = mlsys(*command)
            assert outcome.code == exits.FAULT
            assert "`.mlsys/base.pack` is missing" in outcome.err
            assert "git sparse-checkout add .mlsys" in outcome.err
        assert not (project / ".mlsys").exists()


@pytest.mark.slow
def test_a_checkout_with_other_line_ends(mlsys, project, tmp_path, monkeypatch):
    (project / ".gitattributes").unlink(missing_ok=True)
    (project / ".mlsys/.gitattributes").unlink()
    commit(project)
    clone = tmp_path / "clone"
    git(tmp_path, "-c", "core.autocrlf=true", "clone", "--quiet", str(project), str(clone))
    git(clone, "config", "core.autocrlf", "true")
    assert b"\r\n" in (clone / "mlsystem.lock").read_bytes()
    monkeypatch.chdir(clone)
    assert mlsys("compile").code == exits.CLEAN
    assert mlsys("compile", "--check").code == exits.CLEAN
    edit_bytes(clone / "mlsystem.yaml", RANGE)
    edit_bytes(clone / "mlsystem.yaml", DESCRIBED)
    commit(clone)
    outcome = mlsys("compile")
    assert outcome.code == exits.CLEAN, outcome.text
    contract = (clone / "src/quick_churn/data/contract.py").read_bytes()
    assert b"600.0" in contract
    assert contract.count(b"\n") == contract.count(b"\r\n")
    assert b"## mine\r\n" in (clone / "README.md").read_bytes()
    assert mlsys("compile", "--check").code == exits.CLEAN


def edit_bytes(path, change):
    content = path.read_bytes()
    path.write_bytes(content.replace(change[0].encode(), change[1].encode(), 1))
    assert path.read_bytes() != content


@pytest.mark.parametrize("side", ["--ours", "--theirs", None])
@pytest.mark.parametrize("into", ["a", "b"])
@pytest.mark.slow
def test_branches_that_both_compiled_are_finished_by_compiling(mlsys, project, side, into):
    """The document merges by itself; lock and pack conflict, and either side, or none, will do."""
    for branch, change in (("a", RANGE), ("b", DESCRIBED)):
        git(project, "checkout", "--quiet", "-b", branch, "main")
        edit(project / "mlsystem.yaml", *change)
        commit(project)
        assert mlsys("compile").code == exits.CLEAN
        commit(project)
    git(project, "checkout", "--quiet", into)
    other = "b" if into == "a" else "a"
    merge = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "merge", "--quiet", other]
    assert subprocess.run(merge, cwd=project, check=False, capture_output=True).returncode == 1
    if side is not None:
        for path in ("mlsystem.lock", ".mlsys/base.pack"):
            git(project, "checkout", "--quiet", side, path)
    outcome = mlsys("compile")
    assert outcome.code == exits.CLEAN, outcome.text
    readme = (project / "README.md").read_text()
    assert "Churn of customers" in readme
    assert "## mine" in readme
    for path in project.rglob("*"):
        assert path.is_dir() or ".git/" in path.as_posix() or b"<<<<<<<" not in path.read_bytes(), path
    assert mlsys("compile", "--check").code == exits.CLEAN
    commit(project)
    assert mlsys("compile", "--check").code == exits.CLEAN


@pytest.mark.parametrize("side", ["a", "HEAD^"])
@pytest.mark.slow
def test_a_lock_that_was_merged_by_union_is_mended_by_taking_a_side(mlsys, project, side):
    """The merge went through and was committed: there is no conflict any more to take a side of."""
    (project / ".git/info/attributes").write_text("mlsystem.lock merge=union\n")
    for branch, change in (("a", RANGE), ("b", DESCRIBED)):
        git(project, "checkout", "--quiet", "-b", branch, "main")
        edit(project / "mlsystem.yaml", *change)
        assert mlsys("compile").code == exits.CLEAN
        commit(project)
    merge = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "merge", "--quiet", "a"]
    subprocess.run(merge, cwd=project, check=False, capture_output=True)
    commit(project)
    refused = mlsys("compile")
    assert refused.code == exits.FAULT
    assert "stands in it twice" in refused.err
    command = refused.err.split("`git ")[1].split("`")[0]
    git(project, *command.replace("BRANCH", side).split())
    outcome = mlsys("compile")
    assert outcome.code == exits.CLEAN, outcome.text
    readme = (project / "README.md").read_text()
    assert "Churn of customers" in readme
    assert "## mine" in readme
    assert "600.0" in (project / "src/quick_churn/data/contract.py").read_text()
    commit(project)
    assert mlsys("compile", "--check").code == exits.CLEAN


BOTH = ("README.md", "pyproject.toml", "docs/design.md", "src/quick_churn/data/contract.py")
"""Files that depend on the lines of the document which both branches change; the last two are managed."""


def described(project, word, limit):
    """Change two lines of the document as it was at first."""
    text = (QUICK / "mlsystem.yaml").read_text().replace(RANGE[0], f"0..{limit}")
    changed = text.replace(DESCRIBED[0], DESCRIBED[1].replace("Churn", word))
    (project / "mlsystem.yaml").write_text(changed)


@pytest.mark.parametrize(("word", "limit"), [("Churn", 600), ("Loss", 700), ("Both", 800)])
def test_what_both_branches_generated_is_no_conflict(mlsys, project, word, limit):
    """Git leaves markers in all that is generated from a line that both changed; the user solves the line."""
    edits = {"a": ("## mine", "## of a"), "b": ("make setup", "make setup  # of b")}
    for branch, text, top in (("a", "Churn", 600), ("b", "Loss", 700)):
        git(project, "checkout", "--quiet", "-b", branch, "main")
        described(project, text, top)
        assert mlsys("compile").code == exits.CLEAN
        edit(project / "README.md", *edits[branch])
        commit(project)
    joined = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "merge", "--quiet", "a"]
    assert subprocess.run(joined, cwd=project, check=False, capture_output=True).returncode == 1
    assert all("<<<<<<< " in (project / path).read_text() for path in BOTH)
    described(project, word, limit)
    with (project / "README.md").open("a") as file:
        file.write("not stored\n")
    assert "uncommitted edits in README.md" in mlsys("compile").err
    edit(project / "README.md", "not stored\n", "")
    outcome = mlsys("compile")
    assert outcome.code == exits.CLEAN, outcome.text
    readme = (project / "README.md").read_text()
    assert all(text in readme for text in (f"{word} of customers", "## of a", "make setup  # of b"))
    assert not any("<<<<<<< " in (project / path).read_text() for path in (*BOTH, "mlsystem.lock"))
    commit(project)
    assert mlsys("compile", "--check").code == exits.CLEAN


@pytest.mark.slow
def test_branches_that_both_renamed_the_system(mlsys, project):
    """The document says which name counts; what git could not merge is decided as the findings say."""
    edit(project / "src/quick_churn/training/train.py", "from __future__", "# mine\nfrom __future__")
    commit(project)
    for branch in ("fast", "slow"):
        git(project, "checkout", "--quiet", "-b", branch, "main")
        edit(project / "mlsystem.yaml", "quick-churn", f"{branch}-churn")
        assert mlsys("compile").code == exits.CLEAN
        commit(project)
    joined = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "merge", "--quiet", "fast"]
    assert subprocess.run(joined, cwd=project, check=False, capture_output=True).returncode == 1
    (project / "mlsystem.yaml").write_text(
        (QUICK / "mlsystem.yaml").read_text().replace("quick-churn", "slow-churn")
    )
    wanted = re.compile(r"`mlsys compile (--resolve )ours (\S+)` or `--resolve (theirs) ")
    for _ in range(3):
        outcome = mlsys("compile")
        ways = [
            word for way, path, side in wanted.findall(outcome.text) for word in (way.strip(), side, path)
        ]
        if not ways:
            break
        mlsys("compile", *ways)
    assert outcome.code == exits.CLEAN, outcome.text
    assert [path.name for path in (project / "src").iterdir()] == ["slow_churn"]
    assert "# mine" in (project / "src/slow_churn/training/train.py").read_text()
    assert "## mine" in (project / "README.md").read_text()
    assert not any(b"<<<<<<<" in path.read_bytes() for path in project.glob("src/**/*.py"))
    commit(project)
    assert mlsys("compile", "--check").code == exits.CLEAN


def asking(project, *cards):
    """Let the document ask for these cards."""
    wanted = f"requirements: {{maintainability: {{docs: [{', '.join(cards)}]}}}}\n"
    (project / "mlsystem.yaml").write_text((QUICK / "mlsystem.yaml").read_text() + wanted)


@pytest.mark.slow
def test_what_each_branch_dropped_comes_back_when_it_is_asked_for_again(mlsys, project):
    """The lock still has both files, each on the side that kept it; nobody deleted any by hand."""
    asking(project, "model_card", "data_card")
    assert mlsys("compile").code == exits.CLEAN
    commit(project)
    for branch, card in (("a", "model_card"), ("b", "data_card")):
        git(project, "checkout", "--quiet", "-b", branch, "main")
        asking(project, card)
        assert mlsys("compile").code == exits.CLEAN
        assert {path.stem for path in project.glob("docs/*_card.md")} == {card}
        commit(project)
    joined = ["git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "merge", "--quiet", "a"]
    assert subprocess.run(joined, cwd=project, check=False, capture_output=True).returncode == 1
    assert "<<<<<<<" in (project / "mlsystem.lock").read_text()
    asking(project, "model_card", "data_card")
    outcome = mlsys("compile")
    assert outcome.code == exits.CLEAN, outcome.text
    assert {path.stem for path in project.glob("docs/*_card.md")} == {"model_card", "data_card"}
    commit(project)
    assert mlsys("compile", "--check").code == exits.CLEAN


class TestIdentity:
    """A project remembers its document and its environment."""

    def test_a_lost_lock_is_found_out_in_place(self, mlsys, project):
        (project / "mlsystem.lock").unlink()
        outcome = mlsys("compile")
        assert outcome.code == exits.CLEAN
        assert not (project / "quick-churn").exists()
        assert "## mine" in (project / "README.md").read_text()
        assert mlsys("compile", "--check").code == exits.CLEAN

    @pytest.mark.parametrize("how", ["deleted", "not checked out"])
    def test_no_second_project_begins_beside_one_that_git_has(self, mlsys, project, how):
        if how == "deleted":
            (project / "mlsystem.lock").unlink()
            shutil.rmtree(project / ".mlsys")
        else:
            git(project, "sparse-checkout", "set", "--no-cone", "/mlsystem.yaml", "/data/")
        for command in (["plan"], ["compile", "--check"], ["compile"]):
            outcome = mlsys(*command)
            assert outcome.code == exits.FAULT
            assert "of which git has `mlsystem.lock`" in outcome.err
        assert not (project / "quick-churn").exists()
        assert mlsys("validate").code == exits.CLEAN

    def test_an_environment_stays_until_told_otherwise(self, mlsys, project):
        stages = "environments:\n  staging: {stage: pilot}\n  production: {stage: pilot}\n"
        (project / "mlsystem.yaml").write_text((project / "mlsystem.yaml").read_text() + stages)
        commit(project)
        told = mlsys("compile", "--env", "staging")
        assert "is compiled for environment `staging` from now on, no longer for no environment" in told.err
        commit(project)
        for command in (["plan"], ["compile", "--check"], ["status"], ["compile"]):
            outcome = mlsys(*command)
            assert outcome.code == exits.CLEAN, outcome.text
            assert "from now on" not in outcome.err
        lock = read_lock(project)
        assert lock is not None
        assert lock.header.environment == "staging"
        back = mlsys("compile", "--no-env")
        assert "is compiled for no environment from now on, no longer for environment `staging`" in back.err

    def test_another_document_needs_a_word(self, mlsys, project):
        shutil.copy(project / "mlsystem.yaml", project / "other.yaml")
        edit(project / "other.yaml", *RANGE)
        for command in ("plan", "compile"):
            refused = mlsys(command, "other.yaml", "-o", ".")
            assert refused.code == exits.FAULT
            assert "`.` was compiled from `mlsystem.yaml`, and this is `other.yaml`" in refused.err
        assert mlsys("compile", "other.yaml", "-o", ".", "--rebind").code in (exits.CLEAN, exits.FINDINGS)

    def test_a_second_spelling_is_a_finding(self, mlsys, project):
        shutil.copy(project / "mlsystem.yaml", project / "mlsystem.yml")
        for command in ("validate", "plan", "compile"):
            outcome = mlsys(command, "mlsystem.yaml")
            assert outcome.code == exits.FINDINGS
            assert "MLS045" in outcome.text

    def test_a_project_under_another_name_is_gone_on_with(self, mlsys, tmp_path, monkeypatch):
        shutil.copytree(QUICK, tmp_path / "work")
        monkeypatch.chdir(tmp_path / "work")
        assert mlsys("compile").code == exits.CLEAN
        train = next(Path("quick-churn/src/quick_churn").glob("*/train.py"))
        with train.open("a") as file:
            file.write("# mine\n")
        edit(Path("mlsystem.yaml"), "quick-churn", "fast-churn")
        outcome = mlsys("compile")
        assert outcome.code == exits.CLEAN
        assert "the project of `mlsystem.yaml` is in `quick-churn`" in outcome.err
        assert not Path("fast-churn").exists()
        moved = Path(str(train).replace("src/quick_churn", "src/fast_churn"))
        assert moved.read_text().endswith("# mine\n")
        assert not train.exists()

    def test_an_ignored_lock_is_told(self, mlsys, project):
        git(project, "rm", "-q", "--cached", "mlsystem.lock")
        (project / ".git/info/exclude").write_text("*.lock\n")
        edit(project / "mlsystem.yaml", *RANGE)
        outcome = mlsys("compile", "--quiet")
        assert "git ignores `mlsystem.lock` of `.`" in outcome.err


@pytest.mark.parametrize("how", [["--filter=blob:none"], ["--filter=blob:none", "--sparse"], ["--depth=1"]])
@pytest.mark.slow
def test_a_clone_that_holds_only_a_part(mlsys, project, tmp_path, monkeypatch, how):
    """What is not there is fetched by nobody: neither is it deleted, nor does a command need the origin."""
    git(project, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--no-local", *how, f"file://{project}", str(clone))
    if "--sparse" in how:
        git(clone, "sparse-checkout", "add", ".mlsys")
    project.rename(tmp_path / "unreachable")
    monkeypatch.chdir(clone)
    assert mlsys("compile", "--check").code == exits.CLEAN
    mine(clone)
    assert_refused(mlsys, clone, "uncommitted edits in README.md")
    lock = read_lock(clone)
    assert lock is not None
    assert not [path for path, entry in lock.files.items() if entry.state is FileState.DELETED]
    assert (clone / "docs").exists() == ("--sparse" not in how)
