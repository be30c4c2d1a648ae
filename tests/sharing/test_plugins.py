"""Rules in Python of an organisation: trusted first, judged like those of mlsys, never passed over."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest

from sharing.conftest import HEAD as BLUEPRINT_HEAD
from sharing.conftest import ROOT, Team
from sharing.test_collections import Organisation, validate

INDEX = """\
apiVersion: mlsys/v1alpha2
kind: Index
metadata: {name: acme, version: VERSION, owner: ml-platform, contact: p@acme.example}
policies: {baseline: {description: What every system meets., mandatory: true}}
rules: {names: {description: Names of systems., mandatory: MANDATORY}}
"""
POLICY = (
    "apiVersion: mlsys/v1alpha2\nkind: Policy\n"
    "metadata: {name: baseline, version: 1.0.0, owner: ml-platform}\n"
    "required: [objectives]\n"
)
RULE = '''\
"""A system is not called after its product.

## What it finds
Names without a dash.
"""
from mlsys.diagnostics import Severity
from mlsys.rules.base import Finding, Rule, always
from ._words import WORD

def _check(system):
    BODY
    if WORD in system.name:
        yield Finding(("metadata", "name"), f"`{system.name}` is in a hurry", help="take your time")

RULE = Rule(code="ACME101", name="hurried-name", severity=always(Severity.SEVERITY), check=_check)
'''


def files(
    version: str = "1.0.0",
    *,
    severity: str = "DANGER",
    mandatory: bool = False,
    body: str = "",
    policy: str = POLICY,
) -> Mapping[str, str]:
    text = RULE.replace("SEVERITY", severity).replace("BODY", body or "pass")
    index = INDEX.replace("VERSION", version).replace("MANDATORY", str(mandatory).lower())
    return {
        "mlsys-index.yaml": index,
        "policies/baseline.yaml": policy,
        "presets/online-service.yaml": "apiVersion: mlsys/v1alpha2\nkind: MLSystem\n",
        "rules/names.py": text,
        "rules/_words.py": '"""Words."""\n\nWORD = "quick"\n',
    }


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    monkeypatch.setenv("MLSYS_CONFIG_DIR", str(tmp_path / "config"))
    made = Organisation(tmp_path / "acme")
    made.publish("1.0.0", files())
    return made


def suppress(team: Team, rule: str = "ACME101") -> None:
    with (team.folder / "mlsystem.yaml").open("a") as file:
        entry = f"{{rule: {rule}, path: metadata.name, reason: r, owner: o, expires: 2099-01-01}}"
        file.write(f"suppressions: [{entry}]\n")


def test_a_rule_runs_when_it_is_trusted_and_not_before(
    acme: Organisation, team: Team, tmp_path: Path
) -> None:
    proof = tmp_path / "proof"
    acme.publish("1.0.1", files("1.0.1", body=f"open({str(proof)!r}, 'w').close()"))
    team("source", "add", acme.url, "--version", "^1")
    code, text = validate(team)
    assert code == 1
    assert (
        "source `acme` has rules in Python, which are not trusted here: `rules/_words.py`, `rules/names.py`"
        in text
    )
    assert "`mlsys trust acme`" in text
    assert not proof.exists()
    assert team.compile().code == 1
    shown = team("trust", "acme", "--show")
    assert "rules/names.py" in shown.out
    assert validate(team)[0] == 1
    assert team("trust", "acme").code == 0
    code, text = validate(team)
    assert (code, proof.exists()) == (1, True)
    assert "danger[ACME101]" in text
    assert "`quick-churn` is in a hurry" in text
    assert "help: take your time" in text
    proof.unlink()
    acme.publish("1.1.0", files("1.1.0", body=f"open({str(proof)!r}, 'w').close(); 1"))
    assert team("source", "update").code == 0
    assert "which are not trusted here" in validate(team)[1]
    assert not proof.exists(), "other contents are not trusted"


@pytest.mark.parametrize("form", ["json", "sarif", "github", "junit"])
def test_its_findings_are_told_in_every_form(acme: Organisation, team: Team, form: str) -> None:
    team("source", "add", acme.url, "--version", "^1")
    team("trust", "acme")
    told = team("validate", "mlsystem.yaml", "--format", form)
    assert told.code == 1
    assert "ACME101" in told.out
    assert "is in a hurry" in told.out
    if form == "json":
        schema = json.loads((ROOT / "schemas/diagnostics.schema.json").read_text())
        jsonschema.validate(json.loads(told.out), schema)


def test_a_variable_trusts_in_ci(acme: Organisation, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team("source", "add", acme.url, "--version", "^1")
    text = validate(team)[1]
    word = next(word for word in text.split() if word.startswith("MLSYS_TRUST=acme@sha256:"))
    monkeypatch.setenv(*word.rstrip(".,)").split("=", 1))
    assert "danger[ACME101]" in validate(team)[1]


def test_what_is_not_mandatory_is_suppressed_selected_and_graded_like_a_rule_of_mlsys(
    acme: Organisation, team: Team
) -> None:
    team("source", "add", acme.url, "--version", "^1")
    team("trust", "acme")
    assert "ACME101" not in team("validate", "mlsystem.yaml", "--ignore", "ACME1").text
    assert "ACME101" not in team("validate", "mlsystem.yaml", "--select", "MLS4").text
    assert "there is no rule ACME102" in team("validate", "mlsystem.yaml", "--ignore", "ACME102").text
    (team.folder / "mlsys.toml").write_text('severity = {ACME101 = "note"}\n' + team.settings)
    assert "note[ACME101]" in validate(team)[1]
    document = (team.folder / "mlsystem.yaml").read_text()
    suppress(team)
    assert validate(team)[0] == 0
    (team.folder / "mlsystem.yaml").write_text(document)
    suppress(team, "ACME109")
    assert "suppression of ACME109: there is no such rule" in validate(team)[1]


def test_what_is_mandatory_is_lifted_by_an_exception_only(acme: Organisation, team: Team) -> None:
    acme.publish("1.1.0", files("1.1.0", mandatory=True))
    team("source", "add", acme.url, "--version", "^1")
    team("trust", "acme")
    suppress(team)
    code, text = validate(team)
    assert code == 1
    assert "danger[ACME101]" in text
    assert "ask p@acme.example for an exception from `ACME101`" in text
    assert "suppression of ACME101: it is mandatory in source `acme`" in text
    refused = team("validate", "mlsystem.yaml", "--ignore", "ACME101")
    assert "ACME101 is mandatory, and left as it is" in refused.text
    assert "danger[ACME101]" in team("validate", "mlsystem.yaml", "--ignore", "ACME1").text
    assert "danger[ACME101]" in team("validate", "mlsystem.yaml", "--select", "MLS4").text
    document = (team.folder / "mlsystem.yaml").read_text()
    (team.folder / "mlsystem.yaml").write_text(document[: document.index("suppressions:")])
    entry = (
        "exceptions: [{rule: ACME101, system: quick-churn, reason: slow, owner: lead, expires: 2099-01-01}]\n"
    )
    (team.folder / "own.yaml").write_text(POLICY.replace("baseline", "own") + entry)
    (team.folder / "mlsys.toml").write_text('policies = ["own.yaml"]\n' + team.settings)
    assert "danger[ACME101]" in validate(team)[1], "a team does not except itself"
    acme.publish("1.2.0", files("1.2.0", mandatory=True, policy=POLICY + entry))
    team("source", "update")
    team("trust", "acme")
    code, text = validate(team)
    assert code == 1
    assert "the exception is from `ACME101`, which is no mandatory rule" in text, "that of the team"
    (team.folder / "mlsys.toml").write_text(team.settings.replace('policies = ["own.yaml"]\n', ""))
    assert validate(team)[0] == 0
    assert "excepted by lead until 2099-01-01: slow" in validate(team)[1]


FAILURES = [
    ("1 / 0", "rule ACME101 of source `acme` failed: ZeroDivisionError: division by zero (names.py:11)"),
    ("raise SystemExit(0)", "failed: SystemExit: 0 (names.py:11)"),
    ("yield 3", "failed: TypeError: it yields 3, which is no finding"),
    (
        "return system.nothing",
        "failed: AttributeError: 'System' object has no attribute 'nothing' (names.py:11)",
    ),
    ("x = (", "cannot be imported: SyntaxError: '(' was never closed (names.py, line 11)"),
]


@pytest.mark.parametrize(("body", "told"), FAILURES, ids=[body for body, _ in FAILURES])
def test_a_rule_that_fails_fails_the_validation_in_one_line(
    acme: Organisation, team: Team, body: str, told: str
) -> None:
    acme.publish("1.0.1", files("1.0.1", body=body))
    team("source", "add", acme.url, "--version", "^1")
    team("trust", "acme")
    outcome = team("validate", "mlsystem.yaml", "--ignore", "ACME1")
    found = json.loads(team("validate", "mlsystem.yaml", "--format", "json").out)
    (finding,) = [d for d in found["diagnostics"] if d["code"] == "MLS046"]
    assert finding["severity"] == "error"
    assert told in finding["message"]
    assert "\n" not in finding["message"]
    assert "Traceback" not in outcome.text


MISTAKES = [
    ('code="ACME101"', 'code="MLS101"', "has the code `MLS101`"),
    ('"""A system', 'TEXT = """A system', "has no docstring"),
    ("RULE = Rule", "OTHER = Rule", "rules/names.py has no `RULE`"),
    ("check=_check)", 'check=_check, requires=("a[",))', "requires no place of a document"),
]


@pytest.mark.parametrize(("before", "after", "told"), MISTAKES, ids=[told for *_, told in MISTAKES])
def test_what_is_no_rule_fails_the_validation(
    acme: Organisation, team: Team, before: str, after: str, told: str
) -> None:
    wrong = {**files("1.0.1"), "rules/names.py": files()["rules/names.py"].replace(before, after, 1)}
    acme.publish("1.0.1", wrong)
    team("source", "add", acme.url, "--version", "^1")
    team("trust", "acme")
    code, text = validate(team)
    assert code == 1
    assert told in text


def test_rules_are_listed_explained_and_named_by_the_lock(acme: Organisation, team: Team) -> None:
    team("source", "add", acme.url, "--version", "^1")
    assert "ACME101" not in team("rules").out
    team("trust", "acme")
    assert "acme://rules/names" in team("source", "list").out
    assert "hurried-name: A system is not called after" in team("rules").out
    assert "Names without a dash." in team("explain", "ACME101").out
    suppress(team)
    assert team.compile().code == 0
    lock = json.loads((team.folder / "out/mlsystem.lock").read_text())
    assert lock["policies"]["source:acme"]["version"] == "1.0.0"


def test_bytecode_and_what_lies_beside_is_not_run(acme: Organisation, team: Team) -> None:
    team("source", "add", "../acme")
    team("trust", "acme")
    assert "ACME101" in validate(team)[1]
    assert not list(acme.folder.rglob("__pycache__"))
    (acme.folder / "rules/names.py").write_text("raise SystemExit('edited')\n")
    assert "which are not trusted here" in validate(team)[1]


def test_a_blueprint_brings_rules_for_what_it_is_about(
    acme: Organisation, team: Team, tmp_path: Path
) -> None:
    folder = tmp_path / "acme-gate"
    (folder / "template").mkdir(parents=True)
    (folder / "template/GATE.md").write_text("gate\n")
    (folder / "rules").mkdir()
    manifest = (
        'metadata: {name: acme-gate, version: 1.0.0}\nwhen: CONDITION\nfiles: [{path: "**", owner: merged}]\n'
    )
    (folder / "blueprint.yaml").write_text(
        BLUEPRINT_HEAD + manifest.replace("CONDITION", "\"task.type == 'binary'\"")
    )
    for name in ("names.py", "_words.py"):
        (folder / "rules" / name).write_text(files()[f"rules/{name}"])
    assert team("blueprint", "add", "../acme-gate").code == 0
    assert "blueprint `acme-gate` has rules in Python" in validate(team)[1]
    assert team("trust", "acme-gate").code == 0
    assert "danger[ACME101]" in validate(team)[1]
    (folder / "blueprint.yaml").write_text(
        BLUEPRINT_HEAD + manifest.replace("CONDITION", "\"task.type == 'ranking'\"")
    )
    team("trust", "acme-gate")
    assert validate(team)[0] == 0


ENTRY_POINTS = "".join(f"[mlsys.{kind}]\na = acme_ml.{kind}\n" for kind in ("presets", "policies", "rules"))


def installed(site: Path, name: str, points: str, contents: Mapping[str, str]) -> None:
    about = f"{name}-1.2.dist-info"
    texts = {
        **contents,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.2\n",
        f"{about}/entry_points.txt": points,
    }
    record = "".join(f"{path},,\n" for path in (*texts, f"{about}/RECORD"))
    for path, text in {**texts, f"{about}/RECORD": record}.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)


def test_a_package_offers_presets_policies_and_rules_by_entry_points(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLSYS_CONFIG_DIR", str(tmp_path / "config"))
    site = tmp_path / "site"
    offered = {
        f"acme_ml/{path}": text.replace("objectives", "metadata.repository")
        for path, text in files().items()
        if "/" in path
    }
    installed(
        site, "acme_ml", ENTRY_POINTS, {"acme_ml/__init__.py": "raise SystemExit('imported')\n", **offered}
    )
    monkeypatch.syspath_prepend(site)
    assert team("source", "add", "package:acme-ml").code == 0
    listed = team("source", "list").out
    assert all(
        f"acme-ml://{word}" in listed
        for word in ("presets/online-service", "policies/baseline", "rules/names")
    )
    assert "not trusted" in validate(team)[1]
    assert team("trust", "acme-ml").code == 0
    assert "danger[ACME101]" in validate(team)[1]
    (team.folder / "mlsys.toml").write_text(
        'policies = ["acme-ml://policies/baseline@^1.2"]\n' + team.settings
    )
    assert "`metadata.repository` is not declared" in validate(team)[1]
    assert not any(name.startswith("acme_ml") for name in sys.modules)


def test_metrics_of_a_package_are_imported_when_it_is_trusted(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlsys.spec.registry import metrics

    monkeypatch.setenv("MLSYS_CONFIG_DIR", str(tmp_path / "config"))
    site, proof = tmp_path / "site", tmp_path / "proof"
    module = (
        f"open({str(proof)!r}, 'w').close()\nfrom mlsys.spec.registry import MetricEntry\n"
        "METRICS = [MetricEntry('saved', 'Saved', frozenset({'binary'}), 'maximize', 'Customers kept.')]\n"
    )
    installed(site, "acme_saved", "[mlsys.metrics]\na = acme_saved:METRICS\n", {"acme_saved.py": module})
    monkeypatch.syspath_prepend(site)
    document = (team.folder / "mlsystem.yaml").read_text()
    (team.folder / "mlsystem.yaml").write_text(
        document.replace("metrics:\n", "metrics:\n  saved: {role: report}\n")
    )
    metrics.cache_clear()
    try:
        code, text = validate(team)
        assert code == 1
        assert "`saved` is not a known metric" in text
        assert "trust that: `mlsys trust package:acme-saved`" in text
        assert not proof.exists()
        assert "acme_saved:METRICS, for mlsys.metrics" in team("trust", "package:acme-saved").out
        metrics.cache_clear()
        assert validate(team)[0] == 0
        assert proof.exists()
        (site / "acme_saved.py").write_text(module + "# edited\n")
        metrics.cache_clear()
        assert "`saved` is not a known metric" in validate(team)[1]
    finally:
        metrics.cache_clear()
        sys.modules.pop("acme_saved", None)


@pytest.mark.parametrize(
    ("module", "told"),
    [
        ("raise SystemExit('bye')\n", "`acme_saved:METRICS` cannot be imported: SystemExit: bye"),
        ("METRICS = 3\n", "`acme_saved:METRICS` is no list of metrics"),
    ],
)
def test_metrics_that_cannot_be_had_are_told_in_one_line(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, told: str
) -> None:
    from mlsys.spec.registry import metrics

    installed(
        tmp_path / "site",
        "acme_saved",
        "[mlsys.metrics]\na = acme_saved:METRICS\n",
        {"acme_saved.py": module},
    )
    monkeypatch.setenv("MLSYS_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.syspath_prepend(tmp_path / "site")
    document = (team.folder / "mlsystem.yaml").read_text()
    (team.folder / "mlsystem.yaml").write_text(
        document.replace("metrics:\n", "metrics:\n  saved: {role: report}\n")
    )
    team("trust", "package:acme-saved")
    metrics.cache_clear()
    try:
        outcome = team("validate", "mlsystem.yaml")
    finally:
        metrics.cache_clear()
        sys.modules.pop("acme_saved", None)
    assert outcome.code == 4
    assert told in outcome.err
    assert "Traceback" not in outcome.text


def test_an_index_that_hides_a_rule_is_refused(acme: Organisation, team: Team) -> None:
    acme.publish("1.0.1", {**files("1.0.1"), "rules/more.py": "x = 1\n"})
    team("source", "add", acme.url, "--version", "^1")
    team("trust", "acme")
    assert "its index does not offer `rules/more.py`" in validate(team)[1]


def test_a_blueprint_with_rules_that_is_not_here_does_not_pass(acme: Organisation, team: Team) -> None:
    (team.folder / "mlsys.toml").write_text(
        f'[blueprints.acme-gate]\ngit = "{acme.url}"\ncommit = "{"0" * 40}"\nsha256 = "{"0" * 64}"\n'
    )
    code, text = validate(team)
    assert code == 4
    assert "blueprint `acme-gate` is not here" in text
