"""What programs call: typed, documented, silent, and the same road that the command line takes."""

from __future__ import annotations

import inspect
import re
import shutil
from pathlib import Path

import pytest

import mlsys
from mlsys.cli.app import run
from updating_support import commit, edit, git

ROOT = Path(__file__).parent.parent
NAMES = [
    "Changes",
    "Diagnostic",
    "Inputs",
    "Judgement",
    "MLSystem",
    "MlsysError",
    "NotCompilable",
    "Plan",
    "Severity",
    "System",
    "UnknownSubject",
    "__version__",
    "check",
    "compile_project",
    "explain",
    "load",
    "plan",
]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "examples/telco-churn", tmp_path / "source")
    return tmp_path / "source" / "mlsystem.yaml"


def test_the_public_names_are_pinned() -> None:
    assert mlsys.__all__ == NAMES
    assert all(getattr(mlsys, name).__doc__ for name in NAMES if name != "__version__")
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        mlsys.nonsense  # noqa: B018


def test_the_page_documents_every_name() -> None:
    page = (ROOT / "docs/reference/api.md").read_text()
    told = set(re.findall(r"^#+ `(\w+)", page, flags=re.MULTILINE)) | set(
        re.findall(r"^\| `(\w+)`", page, re.M)
    )
    assert told == set(NAMES) - {"__version__"}


def test_the_page_gives_every_signature() -> None:
    page = (ROOT / "docs/reference/api.md").read_text()
    for name in ("load", "check", "plan", "compile_project", "explain"):
        parameters = [
            str(value.replace(annotation=inspect.Parameter.empty)).replace(" = ", "=")
            for value in inspect.signature(getattr(mlsys, name)).parameters.values()
        ]
        shown = re.search(rf"^### `{name}\((.*)\) ->", page, flags=re.MULTILINE)
        assert shown is not None
        assert [part for part in shown[1].split(", ") if part != "*"] == parameters


def test_a_document_is_read_judged_planned_and_compiled(
    document: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    inputs = mlsys.load(document)
    judgement = mlsys.check(inputs)
    assert isinstance(judgement, mlsys.Judgement)
    assert not judgement.report.fails
    assert judgement.system is not None
    assert isinstance(judgement.system.spec, mlsys.MLSystem)
    assert judgement.system.name == "telco-churn"
    planned = mlsys.plan(judgement)
    project = tmp_path / "project"
    changes = mlsys.compile_project(judgement, project)
    assert {item.path for item in changes.items} == {artefact.path for artefact in planned.artefacts}
    assert not mlsys.compile_project(document, project, dry_run=True).pending
    assert capfd.readouterr() == ("", "")
    assert run(["compile", str(document), "-o", str(project), "--check", "--quiet"]) == 0


def test_nothing_is_written_by_a_dry_run(document: Path, tmp_path: Path) -> None:
    changes = mlsys.compile_project(document, tmp_path / "project", dry_run=True)
    assert changes.pending
    assert not (tmp_path / "project").exists()


def test_the_environment_of_a_judgement_is_compiled_unless_another_is_asked_for(document: Path) -> None:
    judgement = mlsys.check(document, "production")
    assert mlsys.plan(judgement).system.environment == "production"
    assert mlsys.plan(judgement, "staging").system.environment == "staging"
    assert mlsys.plan(document).system.environment is None


@pytest.mark.slow
def test_a_project_remembers_its_document_and_environment(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = document.parent / "out"
    first = mlsys.compile_project(document, project, "staging")
    assert (first.lock.header.document, first.lock.header.environment) == ("../mlsystem.yaml", "staging")
    assert not mlsys.compile_project(document, project).pending
    monkeypatch.chdir(project)
    assert not mlsys.compile_project("../mlsystem.yaml").pending
    monkeypatch.chdir(document.parent)
    again = mlsys.compile_project(mlsys.check("mlsystem.yaml"), "out")
    assert again.lock.header.environment == "staging"
    assert not again.pending
    other = mlsys.compile_project(mlsys.check("mlsystem.yaml", "production"), "out")
    assert (other.lock.header.document, other.lock.header.environment) == ("../mlsystem.yaml", "production")
    assert mlsys.compile_project(mlsys.load("mlsystem.yaml"), "out").lock.header.environment == "production"
    for subject in ("mlsystem.yaml", mlsys.check("mlsystem.yaml", "production")):
        back = mlsys.compile_project(subject, "out", no_environment=True, dry_run=True)
        assert back.lock.header.environment is None
        assert back.pending
    with pytest.raises(mlsys.MlsysError, match="environment `staging` and no environment are asked for"):
        mlsys.compile_project("mlsystem.yaml", "out", "staging", no_environment=True)
    moved = mlsys.compile_project("mlsystem.yaml")
    assert moved.previous is not None
    assert not moved.pending


@pytest.mark.slow
def test_a_project_of_another_document_is_refused(document: Path, tmp_path: Path) -> None:
    project = document.parent / "out"
    mlsys.compile_project(document, project)
    second = Path(shutil.copy(document, document.with_name("second.yaml")))
    second.write_text(second.read_text().replace("telco-churn", "second-churn", 1))
    before = (project / "mlsystem.lock").read_bytes()
    with pytest.raises(
        mlsys.MlsysError, match=r"was compiled from `.*mlsystem.yaml`, and this is `.*second.yaml"
    ):
        mlsys.compile_project(second, project)
    assert (project / "mlsystem.lock").read_bytes() == before
    assert mlsys.compile_project(second, project, dry_run=True).pending
    bound = mlsys.compile_project(second, project, rebind=True, allow_dirty=True)
    assert bound.lock.header.document == "../second.yaml"
    mlsys.compile_project(document, project, rebind=True)
    document.unlink()
    with pytest.raises(mlsys.MlsysError, match="was compiled from"):
        mlsys.compile_project(second, project)
    project.joinpath("mlsystem.lock").unlink()
    found = mlsys.compile_project(second, project)
    assert found.lock.header.document == "../second.yaml"


def test_an_edit_that_git_has_not_stored_is_refused(document: Path) -> None:
    folder = document.parent
    mlsys.compile_project(document, folder / "out")
    git(folder, "init", "--quiet")
    commit(folder)
    edit(document, "description: ", "description: Another one. ")
    with (folder / "out/README.md").open("a") as file:
        file.write("mine\n")
    with pytest.raises(mlsys.MlsysError, match=r"uncommitted edits in README.md"):
        mlsys.compile_project(document, folder / "out")
    assert mlsys.compile_project(document, folder / "out", dry_run=True).pending
    mlsys.compile_project(document, folder / "out", allow_dirty=True)
    assert (folder / "out/README.md").read_text().endswith("mine\n")


def test_what_is_wrong_is_told_and_forbids_a_project(document: Path, tmp_path: Path) -> None:
    document.write_text(document.read_text().replace("role: optimize", "role: optimise", 1))
    judgement = mlsys.check(document)
    (finding,) = [d for d in judgement.report.diagnostics if d.severity is mlsys.Severity.ERROR]
    assert isinstance(finding, mlsys.Diagnostic)
    assert finding.span is not None
    assert finding.span.source.name == str(document)
    for attempt in (mlsys.plan, lambda it: mlsys.compile_project(it, tmp_path / "project")):
        with pytest.raises(mlsys.NotCompilable, match="1 finding that forbids a project: MLS") as caught:
            attempt(judgement)
        assert caught.value.judgement.report.fails
    assert not (tmp_path / "project").exists()


def test_a_fault_of_the_environment_is_an_exception(tmp_path: Path) -> None:
    with pytest.raises(mlsys.MlsysError, match="does not exist"):
        mlsys.check(tmp_path / "missing.yaml")


@pytest.mark.parametrize(
    ("subject", "key", "value"),
    [
        ("MLS401", "code", "MLS401"),
        ("pr_auc", "metric", "pr_auc"),
        ("binary", "task", "binary"),
        ("serving.replicas", "derivation", "serving.replicas"),
        ("metrics.pr_auc.gate", "path", "metrics.pr_auc.gate"),
    ],
)
def test_subjects_are_explained(document: Path, subject: str, key: str, value: str) -> None:
    assert mlsys.explain(subject, document)[key] == value


def test_an_unknown_subject_names_what_was_meant() -> None:
    with pytest.raises(mlsys.UnknownSubject, match="did you mean `metrics`"):
        mlsys.explain("metrcs")
