"""Types of tasks and families of models that a blueprint adds to the language, without a change of mlsys."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from mlsys.sharing.supply import read_collection
from mlsys.testing import check_blueprint, run_cases
from mlsys.trust.digest import digest
from sharing.conftest import HEAD, ROOT, Team

ORG = ROOT / "examples/org"
COUNT = ORG / "blueprints/acme-count"
LINE = 9
"""Of `variance: mean` in the document of the team."""


@pytest.fixture
def counting(team: Team, monkeypatch: pytest.MonkeyPatch) -> Team:
    """A team whose document counts, before it has declared any blueprint."""
    shutil.rmtree(team.folder / "data")
    shutil.copytree(COUNT / "tests/cases/data", team.folder / "data")
    text = (COUNT / "tests/cases/claims.yaml").read_text()
    (team.folder / "mlsystem.yaml").write_text(
        text.replace("extends: [../../../../presets/common.yaml]\n", "")
    )
    shutil.copytree(COUNT, team.folder.with_name("acme-count"))
    return team


def declare(team: Team) -> None:
    added = team("blueprint", "add", "../acme-count")
    assert added.code == 0, added.text


def edit(team: Team, before: str, after: str) -> None:
    document = team.folder / "mlsystem.yaml"
    text = document.read_text()
    assert before in text
    document.write_text(text.replace(before, after))


def test_a_type_and_a_family_are_there_where_their_blueprint_is_declared(counting: Team) -> None:
    refused = counting("validate", "mlsystem.yaml").text
    assert "`task.type` cannot be `count`" in refused
    edit(counting, "type: count\n  variance: mean", "type: regression")
    assert "`poisson` is not a known family of models" in counting("validate", "mlsystem.yaml").text
    edit(counting, "type: regression", "type: count\n  variance: mean")
    declare(counting)
    assert counting("validate", "mlsystem.yaml").code == 0
    compiled = counting.compile()
    assert compiled.code == 0, compiled.text
    out = counting.folder / "out/src/car_claims/models"
    assert "FAMILIES: Final = (POISSON, RIDGE)" in (out / "families.py").read_text()
    assert "return np.sqrt(mean)" in (out / "poisson.py").read_text()
    assert "MAX_ALONE: Final = 0.9\n" in (out.parent / "task/metrics.py").read_text()
    assert "type: count" in (counting.folder / "out/mlsystem.yaml").read_text(), "as its author wrote it"
    assert counting.compile("--check").code == 0
    assert counting("status", "out").code == 0
    lock = json.loads((counting.folder / "out/mlsystem.lock").read_text())
    assert {"acme-count"} == {name for name in lock["blueprints"] if name.startswith(("acme", "task"))}


def test_a_field_of_its_own_is_checked_filled_in_and_compared(counting: Team) -> None:
    declare(counting)
    edit(counting, "variance: mean", "variance: meen")
    wrong = counting("validate", "mlsystem.yaml")
    assert wrong.code == 1
    assert "`task.variance` cannot be `meen`" in wrong.text
    assert f"mlsystem.yaml:{LINE}:13" in wrong.text
    assert wrong.text.count("error[") == 1
    edit(counting, "variance: meen", "varience: mean")
    assert "`varience` is not a field of `task`" in counting("validate", "mlsystem.yaml").text
    edit(counting, "  varience: mean\n", "")
    assert counting.compile().code == 0
    poisson = counting.folder / "out/src/car_claims/models/poisson.py"
    assert "return np.sqrt(mean)" in poisson.read_text(), "by default"
    edit(counting, "type: count\n", "type: count\n  variance: constant\n")
    planned = counting("plan", "mlsystem.yaml", "-o", "out")
    assert planned.code == 3
    assert "poisson.py" in planned.text
    assert counting.compile().code == 0
    assert "return np.ones_like(mean)" in poisson.read_text()


def test_what_is_not_compiled_is_told_by_the_blueprint(counting: Team) -> None:
    declare(counting)
    edit(counting, "unit: claims", "unit: claims\n  target_transform: log")
    refused = counting.compile()
    assert refused.code == 1
    assert "a count may be 0, which has no logarithm" in refused.text
    manifest = counting.folder.with_name("acme-count") / "blueprint.yaml"
    text = manifest.read_text()
    manifest.write_text(text[: text.index("refuses:")] + text[text.index("files:") :])
    assert "no blueprint serves this `count` task" in counting.compile().text, "nor is it taken for a number"


def test_a_preset_may_have_the_type(counting: Team) -> None:
    declare(counting)
    edit(counting, "  type: count\n  variance: mean\n", "")
    edit(counting, "kind: MLSystem\n", "kind: MLSystem\nextends: [counts.yaml]\n")
    preset = "apiVersion: mlsys/v1alpha2\nkind: MLSystem\ntask: {type: count, variance: constant}\n"
    (counting.folder / "counts.yaml").write_text(preset)
    compiled = counting.compile()
    assert compiled.code == 0, compiled.text
    poisson = counting.folder / "out/src/car_claims/models/poisson.py"
    assert "return np.ones_like(mean)" in poisson.read_text()


MISTAKES = [
    ("poisson:", "ridge:", "the language has a family `ridge` already"),
    (
        "tasks: [regression], complexity",
        "tasks: [regresion], complexity",
        "there is no type of tasks `regresion`",
    ),
    ("    count:\n", "    ranking:\n", "the language has a type of tasks `ranking` already"),
    ("like: regression", "like: regresion", "there is no type of tasks `regresion`"),
    ("        variance:\n", "        unit:\n", "a `regression` task has a field `unit` already"),
    ("enum: [mean, constant]", "type: wort", "`variance` is no JSON Schema"),
    ("      fields:\n", "      required: [mean]\n      fields:\n", "there is no field `mean`"),
]


@pytest.mark.parametrize(("before", "after", "told"), MISTAKES, ids=[told for *_, told in MISTAKES])
def test_a_manifest_introduces_what_makes_sense(counting: Team, before: str, after: str, told: str) -> None:
    manifest = counting.folder.with_name("acme-count") / "blueprint.yaml"
    text = manifest.read_text()
    assert before in text
    manifest.write_text(text.replace(before, after))
    refused = counting("blueprint", "add", "../acme-count")
    assert refused.code == 1
    assert told in refused.text


def test_two_blueprints_do_not_introduce_one_name_otherwise(counting: Team, tmp_path: Path) -> None:
    declare(counting)
    other = tmp_path / "acme-other"
    (other / "template").mkdir(parents=True)
    (other / "template/OTHER.md").write_text("other\n")
    files = 'files: [{path: "**", owner: merged}]\n'
    family = "introduces: {families: {poisson: {tasks: [ranking], complexity: 2}}}\n"
    (other / "blueprint.yaml").write_text(
        f"{HEAD}metadata: {{name: acme-other, version: 1.0.0}}\n{family}{files}"
    )
    assert counting("blueprint", "add", "../acme-other").code == 0
    refused = counting("validate", "mlsystem.yaml")
    assert refused.code == 4
    assert "blueprints `acme-count` and `acme-other` introduce another family `poisson`" in refused.err


def test_a_required_field_is_asked_for(counting: Team) -> None:
    manifest = counting.folder.with_name("acme-count") / "blueprint.yaml"
    text = manifest.read_text().replace("          default: mean\n", "")
    manifest.write_text(text.replace("      fields:\n", "      required: [variance]\n      fields:\n"))
    declare(counting)
    assert counting("validate", "mlsystem.yaml").code == 0
    edit(counting, "  variance: mean\n", "")
    missing = counting("validate", "mlsystem.yaml")
    assert missing.code == 1
    assert "`variance`" in missing.text


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLSYS_TRUST", f"acme@sha256:{digest(read_collection(ORG, 'acme'))}")


@pytest.mark.usefixtures("trusted")
def test_the_blueprint_is_sound() -> None:
    assert check_blueprint(COUNT) == ()


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.usefixtures("trusted")
def test_its_project_trains_and_passes_its_own_checks() -> None:
    assert run_cases(COUNT, ("setup", "train", "evaluate", "check")) == ()
