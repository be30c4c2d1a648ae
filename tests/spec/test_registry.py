"""The registries of metrics and model families."""

from __future__ import annotations

import pytest

from mlsys.spec.families import FAMILIES, families_for
from mlsys.spec.metric_tables import FAIRNESS, METRICS
from mlsys.spec.registry import MetricEntry, metrics, metrics_for, resolve
from mlsys.spec.tasks import TASKS


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_usual_metrics_first(task: str) -> None:
    entries = metrics_for(task)
    assert entries
    core = [entry.core for entry in entries]
    assert core == sorted(core, reverse=True)


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_families_simplest_first(task: str) -> None:
    families = families_for(task)
    assert [f.complexity for f in families] == sorted(f.complexity for f in families)
    assert families, task


@pytest.mark.parametrize("entry", [*METRICS.values(), *FAIRNESS.values()], ids=lambda entry: entry.name)
def test_entries_are_complete(entry: MetricEntry) -> None:
    assert entry.identifier.isidentifier()
    assert entry.doc.endswith(".")
    assert entry.tasks <= set(TASKS)
    assert entry.low is None or entry.high is None or entry.low < entry.high
    assert entry.unit != "share" or entry.low == 0
    for name, param in entry.params.items():
        assert name == param.name
        assert param.doc.endswith(".")
        assert (param.kind == "choice") == bool(param.choices)


@pytest.mark.parametrize(
    ("written", "name", "params"),
    [
        ("pr_auc", "pr_auc", {}),
        ("ndcg@10", "ndcg@k", {"k": 10}),
        ("ndcg", "ndcg@k", {}),
        ("topk_accuracy@5", "topk_accuracy@k", {"k": 5}),
        ("precision@budget", "precision@budget", {}),
        ("precision", "precision", {}),
    ],
)
def test_names_carry_parameters(written: str, name: str, params: dict[str, object]) -> None:
    use = resolve(written)
    assert use is not None
    assert (use.entry.name, dict(use.params)) == (name, params)


@pytest.mark.parametrize("written", ["pr_acu", "ndcg@", "ndcg@x", "recall@0.9", "@5", ""])
def test_other_names_are_unknown(written: str) -> None:
    assert resolve(written) is None


def test_missing_parameters_depend_on_the_task() -> None:
    precision = METRICS["precision"]
    assert precision.missing_params("binary", {}) == ()
    assert [p.name for p in precision.missing_params("multiclass", {})] == ["average"]
    assert precision.missing_params("multiclass", {"average": "macro"}) == ()


def test_trusted_packages_add_metrics_but_take_none_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def entry(name: str, title: str) -> MetricEntry:
        return MetricEntry(name, title, frozenset({"binary"}), "maximize", "A test.")

    class Trusted:
        def load(self) -> list[MetricEntry]:
            return [entry("lift", "Lift"), entry("f1", "Another F1")]

    monkeypatch.setattr("mlsys.trust.packages.offers", lambda group: ((Trusted(),), ()))
    metrics.cache_clear()
    try:
        lift, f1 = resolve("lift"), resolve("f1")
    finally:
        metrics.cache_clear()
    assert lift is not None
    assert lift.entry.title == "Lift"
    assert f1 is not None
    assert f1.entry is METRICS["f1"]


def test_families_know_what_they_run_on() -> None:
    assert FAMILIES["logistic_regression"].glass_box
    assert FAMILIES["logistic_regression"].accelerator == "cpu"
    assert not FAMILIES["deep_ensemble"].glass_box
