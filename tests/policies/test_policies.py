"""Policies: what they demand, what lifts it, and that nothing passes by silence."""

from __future__ import annotations

import datetime
import os
import shutil
from pathlib import Path

import pytest

from mlsys.diagnostics import Severity
from mlsys.errors import MlsysError
from mlsys.inputs import inputs_of
from mlsys.judge import Options, judge
from mlsys.syntax.load import load

ROOT = Path(__file__).resolve().parents[2]
TODAY = datetime.date(2027, 3, 10)
HEAD = (
    "apiVersion: mlsys/v1alpha2\nkind: Policy\n"
    "metadata: {name: baseline, version: 1.2.0, owner: platform, contact: platform@acme.example}\n"
)


class Repository:
    """A repository with one document, and the policies beside it that its settings name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "team"
        self.policies = folder / "platform"
        self.policies.mkdir()
        self.folder.mkdir()
        self.document = self.folder / "mlsystem.yaml"
        shutil.copy(ROOT / "tests/rules/bases/binary.yaml", self.document)
        (self.folder / "mlsys.toml").write_text('policies = ["../platform"]\n')

    def demand(self, body: str, name: str = "baseline.yaml") -> None:
        (self.policies / name).write_text(HEAD + body)

    def found(self, **options: object) -> list[tuple[str, str, str]]:
        """Return code, severity and message of the findings about policies."""
        judged = judge(inputs_of(load(self.document), today=TODAY), Options(**options))  # type: ignore[arg-type]
        self.report = judged.report
        codes = ("MLS046", "MLS047", "MLS048", "MLS011")
        return [(d.code, d.severity.value, d.message) for d in judged.report.diagnostics if d.code in codes]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


BREACHES = [
    ("floors: {metrics.*.gate.min: 0.99}", "is milder than `0.99`"),
    ("floors: {requirements.adaptability.max_staleness: 1s}", "`1s`"),
    ("required: [metadata.repository]", "`metadata.repository` is not declared"),
    ("allowed: {model.family: [nothing]}", "is not allowed for `model.family["),
    ('forbidden: {model.family: ["*"]}', "is forbidden for `model.family["),
    (
        "rules: [{id: r, when: task.type == 'binary', require: stage == 'never', message: bad}]",
        "`baseline`: bad",
    ),
]
HELD = [
    "floors: {metrics.*.gate.min: 0.01}",
    "required: [metadata.name]",
    'allowed: {model.family: ["*"]}',
    "forbidden: {model.family: [nothing]}",
    "rules: [{id: r, require: task.type == 'binary', message: bad}]",
    "rules: [{id: r, when: task.type == 'regression', require: stage == 'never', message: bad}]",
    "applies: task.type == 'regression'\nrequired: [metadata.repository]",
]


@pytest.mark.parametrize(("body", "message"), BREACHES)
def test_a_demand_that_is_not_met_fails(repository: Repository, body: str, message: str) -> None:
    repository.demand(body)
    found = repository.found()
    assert {(code, severity) for code, severity, _ in found} == {("MLS047", "error")}
    assert all(message in text for _, _, text in found)


@pytest.mark.parametrize("body", HELD)
def test_a_demand_that_is_met_is_silent(repository: Repository, body: str) -> None:
    repository.demand(body)
    assert repository.found() == []


def test_a_finding_names_the_policy_its_line_and_whom_to_ask(repository: Repository) -> None:
    repository.demand("allowed: {model.family: [nothing]}")
    repository.found()
    finding = next(d for d in repository.report.diagnostics if d.code == "MLS047")
    ((related,), span) = finding.related, finding.span
    assert related.message == "demanded by `baseline` 1.2.0"
    assert related.span is not None
    assert span is not None
    assert (Path(related.span.source.name).name, related.span.start.line) == ("baseline.yaml", 4)
    assert Path(span.source.name).name == "mlsystem.yaml"
    assert "ask platform@acme.example for an exception from `allowed.model.family`" in finding.help


RULE = (
    "rules: [{id: r, require: stage == 'never', message: bad, at: metadata, "
    "severity: SEVERITY, mandatory: MANDATORY}]"
)


@pytest.mark.parametrize("severity", ["danger", "warning"])
def test_what_is_mandatory_is_neither_suppressed_nor_ignored(repository: Repository, severity: str) -> None:
    repository.demand(RULE.replace("SEVERITY", severity).replace("MANDATORY", "true"))
    with repository.document.open("a") as file:
        file.write(
            "suppressions: [{rule: MLS047, path: metadata, reason: r, owner: o, expires: 2030-01-01}]\n"
        )
    found = repository.found(ignore=("MLS1",), severities=(("MLS048", Severity.NOTE),))
    assert ("MLS047", severity, "policy `baseline`: bad") in found
    assert ("MLS011", "error", "suppression of MLS047: an error cannot be suppressed") in found
    with pytest.raises(MlsysError, match="MLS047 finds errors, which cannot be ignored"):
        repository.found(ignore=("MLS047",))


def test_what_is_not_mandatory_may_be_suppressed(repository: Repository) -> None:
    repository.demand(RULE.replace("SEVERITY", "danger").replace("MANDATORY", "false"))
    assert repository.found() == [("MLS048", "danger", "policy `baseline`: bad")]
    with repository.document.open("a") as file:
        file.write(
            "suppressions: [{rule: MLS048, path: metadata, reason: r, owner: o, expires: 2030-01-01}]\n"
        )
    assert [f for f in repository.found() if f[0] != "MLS011"] == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{}", ""),
        ("rules: []", "demands nothing"),
        ("rulse: []", "`rulse`"),
        ("required: [modle.family]", "`modle.family` is no place of a document"),
        ("required: ['']", ""),
        ("floors: {metadata.name: x}", "no value of `metadata.name` is stricter than another"),
        ("rules: [{id: r, require: task.tpye == 'binary', message: bad}]", "asks for what no document has"),
        ("rules: [{id: r, require: declared('modle'), message: bad}]", "asks for what no document has"),
        (
            "rules: [{id: r, require: \"any_with(metrics, rloe='x')\", message: bad}]",
            "asks for what no document",
        ),
        ("rules: [{id: r, require: 'open(1)', message: bad}]", "is not part of the condition language"),
        ("rules: [{id: r, require: nosuch == 1, message: bad}]", "asks for what no document has"),
        ("applies: '('\nrequired: [model]", ""),
        (
            "required: [model]\nexceptions: [{rule: x, system: s, reason: r, owner: o, expires: 2027-04-01}]",
            "the exception is from `x`",
        ),
        (
            "rules: [{id: r, require: model, message: m}, {id: r, require: model, message: m}]",
            "two rules `r`",
        ),
    ],
)
def test_a_policy_with_a_mistake_fails_the_validation(
    repository: Repository, body: str, message: str
) -> None:
    repository.demand(body)
    repository.found()
    assert any(d.severity.value == "error" and message in d.message for d in repository.report.diagnostics)
    assert all(
        d.span is not None and Path(d.span.source.name).name == "baseline.yaml"
        for d in repository.report.diagnostics
        if d.severity.value == "error"
    )


@pytest.mark.parametrize("state", ["missing", "empty folder", "no yaml", "empty", "other kind", "a pipe"])
def test_a_policy_that_cannot_be_read_fails_the_validation(repository: Repository, state: str) -> None:
    path = repository.policies / "baseline.yaml"
    match state:
        case "missing":
            repository.policies.rmdir()
        case "no yaml":
            path.write_text("a: [\n")
        case "empty":
            path.write_text("")
        case "other kind":
            shutil.copy(repository.document, path)
        case "a pipe":
            os.mkfifo(path)
    repository.found()
    assert any(d.severity.value == "error" for d in repository.report.diagnostics)


@pytest.mark.parametrize(
    ("expires", "severity", "note"),
    [
        ("2027-03-09", "error", "expired on 2027-03-09"),
        ("2027-03-10", "warning", "excepted by platform until 2027-03-10: r"),
        ("2027-04-09", "warning", "until 2027-04-09"),
        ("2027-04-10", "note", "until 2027-04-10"),
    ],
)
def test_an_exception_holds_until_its_last_day(
    repository: Repository, expires: str, severity: str, note: str
) -> None:
    name = "SYSTEM"
    text = (
        "required: [metadata.repository]\nexceptions:\n"
        f"- {{rule: required.metadata.repository, system: {name}, reason: r, owner: platform, "
        f"expires: {expires}}}\n"
    )
    system = judge(inputs_of(load(repository.document), today=TODAY), Options()).system
    assert system is not None
    repository.demand(text.replace(name, system.name))
    ((_, found, _),) = repository.found()
    finding = next(d for d in repository.report.diagnostics if d.code == "MLS047")
    assert (found, note in finding.note) == (severity, True)
    repository.demand(text.replace(name, "another"))
    assert [severity for _, severity, _ in repository.found()] == ["error"]


def test_policies_of_a_folder_are_all_held(repository: Repository) -> None:
    repository.demand("required: [metadata.repository]")
    repository.demand("required: [resources.cost_per_fte]", "b.yml")
    repository.demand("required: [infra.tenancy]", "not-a-policy.txt")
    assert len(repository.found()) == 2


@pytest.mark.parametrize("name", ["mlsys.toml", "pyproject.toml"])
def test_settings_of_a_subfolder_drop_no_policy_of_those_above(repository: Repository, name: str) -> None:
    repository.demand("required: [metadata.repository]")
    assert len(repository.found()) == 1
    inner = repository.folder / "systems/churn"
    inner.mkdir(parents=True)
    repository.document = repository.document.rename(inner / "mlsystem.yaml")
    head = "[tool.mlsys]\n" if name == "pyproject.toml" else ""
    (inner / name).write_text(f'{head}ignore = ["MLS1"]\n')
    assert [severity for _, severity, _ in repository.found()] == ["error"], "dropped"
    own = inner / "own.yaml"
    own.write_text(HEAD + "required: [infra.tenancy]\n")
    (inner / name).write_text(f'{head}policies = ["own.yaml"]\n')
    assert len(repository.found()) == 2, "tightened"
    (inner / name).write_text(f'{head}policies = ["../../../platform/baseline.yaml"]\n')
    assert len(repository.found()) == 1, "told once"
    (repository.folder / "mlsys.toml").write_text("policies = 3\n")
    with pytest.raises(MlsysError, match="`policies` is a list"):
        repository.found()
