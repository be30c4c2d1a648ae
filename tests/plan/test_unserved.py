"""A task that no blueprint serves is judged like any other, and told once when a project is wanted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlsys import pipeline
from mlsys.diagnostics import Severity
from mlsys.judge import Options
from mlsys.route import Route
from mlsys.source import SourceFile

ROOT = Path(__file__).parents[2]
REGRESSION = """\
apiVersion: mlsys/v1alpha2
kind: MLSystem
metadata: {name: house-price}
objectives:
  business:
    margin: {metric: margin per sale, direction: increase}
task: {type: regression, unit: USD}
data:
  source: {path: data/houses.csv}
  features:
    area: {type: number, range: 0..10000}
  label: {column: price}
metrics:
  rmse: {role: optimize}
baseline:
  mean: {kind: constant}
"""


@pytest.mark.parametrize(("compiling", "severity"), [(False, Severity.NOTE), (True, Severity.ERROR)])
def test_one_finding_names_what_is_missing(tmp_path: Path, compiling: bool, severity: Severity) -> None:
    spec = tmp_path / "mlsystem.yaml"
    spec.write_text(REGRESSION, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "houses.csv").write_text("area,price\n", encoding="utf-8")
    checked = pipeline.check(spec, Options(project=True, compiling=compiling))
    (finding,) = checked.report.diagnostics
    assert (finding.code, finding.severity, finding.route) == ("MLS038", severity, ("baseline",))
    assert "a constant is compiled with its `value`" in finding.message
    assert checked.planned is None


@pytest.mark.parametrize(
    ("change", "served"),
    [
        (("rows: 7043", "rows: 7043"), True),
        (("  keys: {entity: customer_id}\n", ""), False),
        (("  keys:", "  split: {strategy: temporal, time: month}\n  keys:"), False),
    ],
)
def test_rows_without_a_label_are_served_where_they_are_apart_from_those_that_judge(
    tmp_path: Path, change: tuple[str, str], served: bool
) -> None:
    """By an entity, and never by a look ahead."""
    spec = tmp_path / "mlsystem.yaml"
    case = ROOT / "blueprints/task-multiclass/tests/cases/few_labels.yaml"
    spec.write_text(case.read_text("utf-8").replace(*change), encoding="utf-8")
    checked = pipeline.check(spec, Options(project=True, compiling=True))
    unserved = [finding.route for finding in checked.report.diagnostics if finding.code == "MLS038"]
    assert unserved == ([] if served else [("task", "type")])
    assert (checked.planned is not None) == served


def test_a_system_in_production_that_cannot_be_made_fails_the_check(tmp_path: Path) -> None:
    spec = tmp_path / "mlsystem.yaml"
    spec.write_text(REGRESSION, encoding="utf-8")
    told = pipeline.check(spec, Options(stage="production", project=True)).report.diagnostics
    assert [d.severity for d in told if d.code == "MLS038"] == [Severity.ERROR]


def test_a_word_of_the_field_for_a_task_gets_a_suggestion(tmp_path: Path) -> None:
    spec = tmp_path / "mlsystem.yaml"
    spec.write_text(REGRESSION.replace("type: regression", "type: classification"), encoding="utf-8")
    told = [d for d in pipeline.check(spec, Options()).report.diagnostics if d.route == ("task", "type")]
    assert [d.help for d in told] == ["did you mean `binary`, `multiclass` or `multilabel`?"]


HOUSES = Path(__file__).parents[2] / "examples" / "house-prices" / "mlsystem.yaml"


@pytest.mark.parametrize(("compiling", "severity"), [(False, Severity.NOTE), (True, Severity.ERROR)])
def test_a_field_without_a_program_is_named(compiling: bool, severity: Severity) -> None:
    text = HOUSES.read_text(encoding="utf-8").replace("  quantiles:", "  intervals: [80%]\n  quantiles:")
    options = Options(project=True, compiling=compiling)
    checked = pipeline.check_source(SourceFile(str(HOUSES), text), options)
    (finding,) = (found for found in checked.report.diagnostics if found.code == "MLS038")
    assert (finding.severity, finding.route) == (severity, ("task", "intervals"))
    assert "`task.intervals` of a `regression` task" in finding.message
    assert "`mlsys compile`" in finding.message


RAY = "  compute: {engine: ray, workers: 4, accelerator: gpu}\n"
EVIDENCE = "enforcement: {infra.compute: {evidence: docs/cluster.md}}\n"
SUPPRESSED = (
    "suppressions: [{rule: MLS038, path: infra.compute, reason: we have one, owner: ann@homes.example}]\n"
)


def _unserved(text: str, *, stage: str | None = None) -> list[tuple[str, Severity, str]]:
    """Return place, severity and message of each MLS038 that `compile` tells of a document."""
    options = Options(project=True, compiling=True, stage=stage)
    checked = pipeline.check_source(SourceFile(str(HOUSES), text), options)
    told = [d for d in checked.report.diagnostics if d.code == "MLS038"]
    assert (checked.planned is None) == bool(told)
    return [(".".join(map(str, d.route)), d.severity, d.message) for d in told]


@pytest.mark.parametrize("stage", ["prototype", "pilot", "production"])
@pytest.mark.parametrize("more", ["", EVIDENCE, SUPPRESSED])
def test_no_evidence_makes_an_engine(more: str, stage: str) -> None:
    text = HOUSES.read_text(encoding="utf-8").replace("infra:\n", "infra:\n" + RAY) + more
    ((place, severity, message),) = _unserved(text, stage=stage)
    assert (place, severity) == ("infra.compute", Severity.ERROR)
    assert "`infra.compute` (`accelerator: gpu`)" in message


@pytest.mark.parametrize("value", ["engine: spark", "workers: 2", "accelerator: tpu"])
def test_only_what_is_not_served_is_named(value: str) -> None:
    compute = {"engine": "local", "workers": "1", "accelerator": "none"} | dict([value.split(": ")])
    line = "infra:\n  compute: {" + ", ".join(f"{name}: {each}" for name, each in compute.items()) + "}\n"
    ((_, _, message),) = _unserved(HOUSES.read_text(encoding="utf-8").replace("infra:\n", line))
    assert f"`infra.compute` (`{value}`) of" in message


def test_one_machine_is_served() -> None:
    line = "infra:\n  compute: {engine: local, workers: 1, accelerator: none}\n"
    assert not _unserved(HOUSES.read_text(encoding="utf-8").replace("infra:\n", line))


@pytest.mark.parametrize("engine", ["sharded", "ray"])
def test_engines_of_files_are_served_to_tables_without_time(engine: str) -> None:
    line = f"infra:\n  compute: {{engine: {engine}, workers: 4}}\n"
    assert not _unserved(HOUSES.read_text(encoding="utf-8").replace("infra:\n", line))
    demand = HOUSES.parents[1] / "store-demand" / "mlsystem.yaml"
    text = demand.read_text(encoding="utf-8").replace("infra:\n", line)
    checked = pipeline.check_source(SourceFile(str(demand), text), Options(project=True, compiling=True))
    (told,) = [d for d in checked.report.diagnostics if d.code == "MLS038"]
    assert f"(`engine: {engine}`, `workers: 4`) of a `forecasting` task" in told.message
    assert told.help is not None
    assert told.help.startswith("`sharded` and `ray` score the files of tables without time")


@pytest.mark.parametrize(("engine", "refused"), [("ray", True), ("local", False)])
def test_an_environment_has_no_engine_of_its_own(engine: str, refused: bool) -> None:
    overlay = f"environments: {{late: {{overlay: {{infra: {{compute: {{engine: {engine}}}}}}}}}}}\n"
    found = _unserved(HOUSES.read_text(encoding="utf-8") + overlay)
    assert [place for place, *_ in found] == ["environments.late.overlay.infra.compute"] * refused


NEWS = HOUSES.parents[1] / "news-bandit" / "mlsystem.yaml"


@pytest.mark.parametrize(
    ("declared", "changed", "route", "said"),
    [
        ("setting: bandit", "setting: episodic", ("task", "simulator"), "a module beside the document"),
        (
            "exploration: {strategy",
            "simulator: {entry: CartPole-v1}\n  exploration: {strategy",
            ("task", "simulator"),
            "learns from its log",
        ),
        ("strategy: epsilon_greedy", "strategy: ucb", ("task", "exploration", "strategy"), "epsilon_greedy"),
        (
            "use: default, value: sport",
            "use: sport",
            ("requirements", "reliability", "fallback", "use"),
            "safe",
        ),
        ("family: [ridge,", "family: [linucb,", ("model", "family"), "ridge and gradient_boosting"),
        ("entity: decision_id, ", "", ("task", "type"), "data.keys.entity"),
        (
            "entity: decision_id, time: shown_at",
            "entity: decision_id",
            ("task", "reward", "delay"),
            "data.keys.time",
        ),
    ],
)
def test_a_blueprint_says_what_of_its_kind_it_does_not_compile(
    declared: str, changed: str, route: Route, said: str
) -> None:
    text = NEWS.read_text(encoding="utf-8")
    assert declared in text
    options = Options(project=True, compiling=True)
    checked = pipeline.check_source(SourceFile(str(NEWS), text.replace(declared, changed)), options)
    (finding,) = (found for found in checked.report.diagnostics if found.code == "MLS038")
    assert (finding.severity, finding.route) == (Severity.ERROR, route)
    assert said in finding.message
    assert finding.message.endswith("so `mlsys compile` stops here")


@pytest.mark.parametrize(
    ("change", "route"),
    [
        ((", classes: [clothes, toys]", ""), ("task", "hierarchy", "levels")),
        (("{name: area", "{name: area, column: shelf_area"), ("task", "hierarchy", "levels")),
        (("    levels:", "    strategy: flat\n    levels:"), ("task", "hierarchy", "strategy")),
        (("{kind: constant, value: shirts}", "{kind: linear}"), ("baseline",)),
    ],
)
def test_a_tree_that_is_not_compiled_says_why(change: tuple[str, str], route: Route, tmp_path: Path) -> None:
    """At the value that decides it, and before anything is written."""
    spec = tmp_path / "mlsystem.yaml"
    case = ROOT / "blueprints/task-hierarchical/tests/cases/smallest.yaml"
    spec.write_text(case.read_text("utf-8").replace(*change), encoding="utf-8")
    checked = pipeline.check(spec, Options(project=True, compiling=True))
    assert [found.route for found in checked.report.diagnostics if found.code == "MLS038"] == [route]
    assert checked.planned is None


@pytest.mark.parametrize(
    ("example", "families"),
    [
        ("telco-churn", "scorecard"),
        ("telco-churn", "logistic_regression, deep_ensemble"),
        ("house-prices", "random_forest"),
        ("house-prices", "ridge, random_forest"),
        ("addon-offers", "naive_bayes"),
        ("search-ranking", "gradient_boosting"),
        ("sensor-anomalies", "isolation_forest, copod"),
        ("customer-segments", "gaussian_mixture"),
        ("store-demand", "arima"),
        ("product-taxonomy", "random_forest"),
        ("shop-recommendations", "two_tower"),
    ],
)
def test_a_family_is_never_exchanged_for_the_usual_ones(example: str, families: str) -> None:
    """Not even where one of several is served: the document would name a model that nobody fits."""
    path = ROOT / "examples" / example / "mlsystem.yaml"
    text = re.sub(r"(?m)^  family: .*$", "", path.read_text(encoding="utf-8"))
    text = re.sub(r"(?m)^model:(.*)$", rf"model:\1\n  family: [{families}]", text, count=1)
    assert f"family: [{families}]" in text
    checked = pipeline.check_source(SourceFile(str(path), text), Options(project=True, compiling=True))
    (finding,) = (found for found in checked.report.diagnostics if found.code == "MLS038")
    assert (finding.severity, finding.route) == (Severity.ERROR, ("model", "family"))
    assert "compiled for this task" in finding.message


def test_a_constant_without_its_value_is_named_where_it_stands(tmp_path: Path) -> None:
    spec = tmp_path / "mlsystem.yaml"
    case = ROOT / "blueprints/task-regression/tests/cases/smallest.yaml"
    spec.write_text(case.read_text("utf-8").replace(", value: 65", ""), encoding="utf-8")
    (finding,) = (
        found
        for found in pipeline.check(spec, Options(project=True, compiling=True)).report.diagnostics
        if found.code == "MLS038"
    )
    assert finding.route == ("baseline",)
    assert "`value`" in finding.message


@pytest.mark.parametrize(
    ("declared", "changed", "route", "said"),
    [
        ("  label: {column: stars}\n", "", ("task", "feedback"), "data.label.column"),
        ("  relevance: {relevant_from: 4}\n", "", ("task", "feedback"), "relevant_from"),
        (
            "{relevant_from: 4}",
            "{relevant_from: 4, gains: {'3': 0, '4': 1}}",
            ("task", "relevance", "gains"),
            "liked or not",
        ),
        (
            "feedback: explicit",
            "feedback: implicit",
            ("task", "relevance", "relevant_from"),
            "no blueprint serves",
        ),
        ("exclude_seen: true", "exclude_seen: false", ("task", "exclude_seen"), "rated"),
    ],
)
def test_ratings_say_what_they_lack(declared: str, changed: str, route: Route, said: str) -> None:
    case = ROOT / "blueprints/task-recommendation/tests/cases/ratings.yaml"
    text = case.read_text(encoding="utf-8")
    assert declared in text
    options = Options(project=True, compiling=True)
    checked = pipeline.check_source(SourceFile(str(case), text.replace(declared, changed)), options)
    (finding,) = (found for found in checked.report.diagnostics if found.code == "MLS038")
    assert finding.route == route
    assert said in finding.message
