"""`mlsys plan` says what compile does, and what it costs."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from mlsys.cli import exits
from mlsys.cli.app import run
from project_support import snapshot
from updating_support import edit

CHANGES = (
    ("0..120", "0..240"),
    ("pr_auc", "roc_auc"),
    ("min: 0.5", "min: 0.55"),
    ("tenure", "months"),
    ("quick-churn", "slow-churn"),
)


@pytest.fixture
def project(mlsys, spec, tmp_path):
    folder = tmp_path / "project"
    assert mlsys("compile", spec, "-o", folder).code == exits.CLEAN
    return folder


def test_consequences_are_told_for_each_field(mlsys, spec, project):
    edit(spec, "0..120", "0..60")
    outcome = mlsys("plan", spec, "-o", project)
    assert 'data.features.tenure.range  "0..120"  →  "0..60"  api-break' in outcome.out
    assert (
        "    breaks consumers of the predictions and producers of the data: `tenure` accepts" in outcome.out
    )
    (field,) = json.loads(mlsys("plan", spec, "-o", project, "--format", "json").out)["fields"]
    assert field["impact"] == "api-break"
    assert "consumers must change" in field["consequences"]


def test_markdown_for_a_pull_request(mlsys, spec, project):
    edit(spec, "0..120", "0..60")
    out = mlsys("plan", spec, "-o", project, "--format", "markdown", "--diff").out
    assert out.startswith("### mlsys plan: ")
    assert '| `data.features.tenure.range` | `"0..120"` | `"0..60"` | api-break |' in out
    assert "+    tenure: {type: integer, range: 0..60}" in out
    assert out.count("<details>") == out.count("</details>") == 2


def test_numbers_that_are_derived_anew_are_told(mlsys, root, tmp_path):
    folder = tmp_path / "source"
    shutil.copytree(root / "examples/telco-churn", folder)
    spec = folder / "mlsystem.yaml"
    edit(spec, "stage: production", "stage: pilot")
    assert mlsys("compile", spec, "-o", tmp_path / "p").code == exits.CLEAN
    edit(spec, "threshold: 100ms, objective: 99%", "threshold: 100ms, objective: 98%")
    data = json.loads(mlsys("plan", spec, "-o", tmp_path / "p", "--format", "json").out)
    (field,) = data["fields"]
    assert field["direction"] == "loosened"
    phrases = "; ".join(field["consequences"])
    assert "slo.latency.error_budget" in phrases
    assert "breaks consumers" in phrases
    assert "alert" in phrases


@pytest.fixture(scope="module")
def telco(tmp_path_factory):
    """The example with an experiment, and its project."""
    folder = tmp_path_factory.mktemp("telco")
    root = Path(__file__).parents[2]
    shutil.copytree(root / "examples/telco-churn", folder / "source")
    spec, project = folder / "source/mlsystem.yaml", folder / "project"
    assert run(["compile", str(spec), "-o", str(project), "--quiet"]) == exits.CLEAN
    return spec, project


def phrases_after(mlsys, telco, tmp_path, *changes):
    """Return what the plan says about each field, and besides, after changes of the document."""
    spec, project = telco
    shutil.copytree(spec.parent, tmp_path / "source")
    for old, new in changes:
        edit(tmp_path / "source/mlsystem.yaml", old, new)
    outcome = mlsys("plan", tmp_path / "source/mlsystem.yaml", "-o", project, "--format", "json")
    data = json.loads(outcome.out)
    return {field["path"]: field["consequences"] for field in data["fields"]}, data["consequences"]


LABELS_LATER = ("delay: {p50: 30d, p95: 35d}", "delay: {p50: 30d, p95: 40d}")


def test_the_experiment_that_a_change_invalidates_is_named(mlsys, telco, tmp_path):
    fields, besides = phrases_after(mlsys, telco, tmp_path, LABELS_LATER, ("power: 80%", "power: 85%"))
    labels = fields["data.label.delay.p95"]
    assert labels[:2] == ["relabel", "retrain"]
    assert "staleness.budget 66.1d → 71.1d" in labels
    assert labels[-1] == "experiment retention-call-1 is invalid"
    assert "experiment.units 132,648 → 151,738 units" in fields["experiment.power"]
    anew = "name the next experiment anew, so that its units are divided anew; it takes up to 9w"
    assert anew in besides


def test_an_experiment_that_takes_the_place_of_another(mlsys, telco, tmp_path):
    renamed = ("name: retention-call-1", "name: retention-call-2")
    fields, besides = phrases_after(mlsys, telco, tmp_path, renamed)
    assert fields == {"experiment.name": ["experiment again", "experiment retention-call-1 is invalid"]}
    assert besides == ["experiment retention-call-2 takes its place for up to 9w"]


def test_an_experiment_without_a_name_is_told_by_its_metric(mlsys, telco, tmp_path):
    spec, _ = telco
    unnamed = tmp_path / "unnamed"
    shutil.copytree(spec.parent, unnamed)
    edit(unnamed / "mlsystem.yaml", "  name: retention-call-1\n", "")
    assert mlsys("compile", unnamed / "mlsystem.yaml", "-o", tmp_path / "p").code == exits.CLEAN
    fields, _ = phrases_after(mlsys, (unnamed / "mlsystem.yaml", tmp_path / "p"), tmp_path, LABELS_LATER)
    assert fields["data.label.delay.p95"][-1] == "the ab experiment on monthly_churn_rate is invalid"


def test_an_experiment_that_starts_or_is_called_off(mlsys, telco, tmp_path):
    spec, project = telco
    without = tmp_path / "without"
    shutil.copytree(spec.parent, without)
    text = (without / "mlsystem.yaml").read_text().replace("stage: production", "stage: prototype")
    head, _, rest = text.partition("experiment:\n")
    (without / "mlsystem.yaml").write_text(head + rest[rest.index("monitoring:\n") :])
    data = json.loads(mlsys("plan", without / "mlsystem.yaml", "-o", project, "--format", "json").out)
    fields = {field["path"]: field["consequences"] for field in data["fields"]}
    assert "experiment retention-call-1 is called off" in fields["experiment.type"]
    assert not any("invalid" in phrase for phrases in fields.values() for phrase in phrases)
    assert mlsys("compile", without / "mlsystem.yaml", "-o", tmp_path / "p").code == exits.CLEAN
    data = json.loads(mlsys("plan", spec, "-o", tmp_path / "p", "--format", "json").out)
    fields = {field["path"]: field["consequences"] for field in data["fields"]}
    assert fields["experiment.name"] == ["experiment"]
    assert not any("invalid" in phrase for phrases in fields.values() for phrase in phrases)


def random_life(chance: random.Random, spec, project) -> None:
    """Change the document and the project at random."""
    for old, new in chance.sample(CHANGES, chance.randint(0, 2)):
        spec.write_text(spec.read_text().replace(old, new))
    files = [path for path in sorted(project.rglob("*")) if path.is_file() and ".mlsys" not in path.parts]
    files = [path for path in files if path.name != "mlsystem.lock"]
    for path in chance.sample(files, chance.randint(0, 6)):
        if chance.random() < 0.3:
            path.unlink()
        else:
            lines = path.read_bytes().split(b"\n")
            lines.insert(chance.randrange(len(lines) + 1), b"# mine %d" % chance.randrange(9999))
            path.write_bytes(b"\n".join(lines))


@pytest.mark.parametrize("seed", range(8))
def test_compile_does_what_the_plan_says(spec, project, capsys, seed):
    chance = random.Random(seed)
    random_life(chance, spec, project)
    capsys.readouterr()
    planned = run(["plan", str(spec), "-o", str(project), "--format", "json"])
    out = capsys.readouterr().out
    if planned == exits.FINDINGS and not out:
        return
    files = {item["path"]: item["action"] for item in json.loads(out)["files"]}
    before = snapshot(project, state=False)
    assert run(["compile", str(spec), "-o", str(project)]) in (exits.CLEAN, exits.FINDINGS)
    after = snapshot(project, state=False)
    if not json.loads(out)["writable"]:
        assert before == after
        return
    made = {path for path in after if path not in before and not path.endswith("/")}
    gone = {path for path in before if path not in after and not path.endswith("/")}
    changed = {path for path in after if path in before and before[path] != after[path]}
    moved = {item["path"]: item["moved_from"] for item in json.loads(out)["files"] if item["moved_from"]}
    assert made - moved.keys() == {path for path, action in files.items() if action == "create"}
    assert gone - {*moved.values()} == {path for path, action in files.items() if action == "delete"}
    assert changed - {p for p, a in files.items() if a == "conflict"} == {
        path for path, action in files.items() if action in ("update", "merge") and path not in moved
    }
    assert json.loads(out)["pending"] or not (made | gone | changed)
