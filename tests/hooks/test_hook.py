"""What the pre-commit hooks do, without pre-commit."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from mlsys.cli import hook
from mlsys.cli.app import run
from updating_support import commit, edit, git, needs_git

pytestmark = needs_git
QUICK = Path(__file__).resolve().parents[2] / "examples/quickstart"


def add(folder: Path) -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "mlsystem.yaml").write_text((QUICK / "mlsystem.yaml").read_text())
    (folder / "data/telco_churn.csv").write_text((QUICK / "data/telco_churn.csv").read_text())
    return folder / "mlsystem.yaml"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_project_that_git_knows_is_checked_in_place(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = add(repository / "systems/two words")
    assert hook.main([]) == 0
    assert run(["compile", str(spec), "-o", str(spec.parent), "--quiet"]) == 0
    commit(repository)
    assert hook.main([]) == 0
    edit(spec, "0..120", "0..240")
    capsys.readouterr()
    assert hook.main([]) == 3
    assert "systems/two words is not what its specification says" in capsys.readouterr().out


def test_the_document_is_judged_and_not_its_copy(repository: Path) -> None:
    spec = add(repository)
    assert run(["compile", str(spec), "--quiet"]) == 0
    commit(repository)
    assert hook.main([]) == 0
    edit(spec, "0..120", "0..240")
    assert hook.main([]) == 3
    assert run(["compile", "--quiet"]) == 0
    edit(repository / "quick-churn/mlsystem.yaml", "0..240", "0..360")
    assert hook.main([]) == 3


def test_the_environment_of_the_project_is_the_one(repository: Path) -> None:
    spec = add(repository)
    spec.write_text(spec.read_text() + "environments:\n  staging: {stage: pilot}\n")
    assert run(["compile", "-o", ".", "--env", "staging", "--quiet"]) == 0
    commit(repository)
    assert hook.main([]) == 0


def test_names_in_any_encoding(repository: Path) -> None:
    folder = os.fsdecode(os.fsencode(repository) + b"/caf\xe9")
    try:
        spec = add(Path(folder))
    except OSError:
        pytest.skip("this file system wants UTF-8")
    assert run(["compile", str(spec), "-o", folder, "--quiet"]) == 0
    commit(repository)
    assert hook.main([]) == 0
    assert hook.main(["validate"]) == 0


def test_no_repository_and_a_broken_one_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for name, reason in (("validate", "this is no repository"), ("compile-check", "this is no repository")):
        assert hook.main([name]) == 4
        assert reason in capsys.readouterr().err
    git(tmp_path, "init", "--quiet")
    (tmp_path / ".git/index").write_bytes(b"nonsense")
    assert hook.main([]) == 4
    told = capsys.readouterr().err
    assert "git cannot tell which files are here: " in told
    assert "Traceback" not in told


def test_a_project_without_its_document_or_lock_is_told(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(repository)
    assert run(["compile", "-o", ".", "--quiet"]) == 0
    commit(repository)
    git(repository, "mv", "mlsystem.yaml", "churn.yaml")
    assert hook.main([]) == 4
    assert "was compiled from `mlsystem.yaml`, which is not there" in capsys.readouterr().err
    git(repository, "mv", "churn.yaml", "mlsystem.yaml")
    git(repository, "rm", "-q", "--cached", "mlsystem.lock")
    assert hook.main([]) == 4
    assert (
        "is a project without its `mlsystem.lock`: git ignores it, or it was not added"
        in capsys.readouterr().err
    )


def test_validate_sees_parents_settings_and_documents_of_any_name(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = add(repository / "svc")
    edit(spec, "kind: MLSystem", "kind: MLSystem\nextends: [../org/base.yaml]")
    (repository / "org").mkdir()
    (repository / "org/base.yaml").write_text("infra: {region: eu}\n")
    spec.rename(spec.with_name("churn.yaml"))
    assert run(["compile", "svc/churn.yaml", "-o", "svc/project", "--quiet"]) == 0
    commit(repository)
    assert hook.main(["validate"]) == 0
    (repository / "org/base.yaml").write_text("infra: {regoin: eu}\n")
    assert hook.main(["validate"]) == 1
    out = capsys.readouterr().out
    assert "`regoin` is not a field of `infra`" in out
    assert "svc/project/mlsystem.yaml" not in out
    (repository / "org/base.yaml").write_text("infra: {region: eu}\n")
    (repository / "mlsys.toml").write_text("stage = 'production'\n")
    assert hook.main(["validate"]) == 1


@pytest.mark.parametrize(
    "path",
    ["systems/churn/mlsystem.yaml", "org/base.yaml", "org/base.yml", "mlsys.toml", "svc/pyproject.toml",
     "svc/mlsystem.profile.json"],
)  # fmt: skip
def test_what_a_document_depends_on_starts_the_check_of_documents(path: str) -> None:
    import yaml

    hooks = yaml.safe_load((QUICK.parents[1] / ".pre-commit-hooks.yaml").read_text())
    (validate,) = (each for each in hooks if each["id"] == "mlsys-validate")
    assert re.search(validate["files"], path)
    assert not re.search(validate["files"], "src/train.py")
