"""Claims that cannot hold together: told once, with the smallest set and single changes that are enough."""

from __future__ import annotations

import itertools
import json

import pytest

from mlsys.diagnostics import Diagnostic, Fix, SetValue
from mlsys.ir.build import build
from mlsys.ir.feasibility import capacity, experiment, staleness
from mlsys.ir.feasibility.conflict import Conflict, duration_text
from mlsys.route import format_route
from mlsys.rules.run import run
from mlsys.source import SourceFile
from mlsys.spec.root import MLSystem, bind
from mlsys.syntax.edits import apply
from mlsys.syntax.nodes import to_plain
from rules_support import TODAY, bound, checker, tree_of, tree_with

FAMILY = ["MLS605", "MLS611", "MLS801", "MLS901"]


def conflicts(spec: MLSystem) -> dict[str, Conflict]:
    """Return the conflicts in a document by the rule that tells them."""
    found = {
        "MLS605": capacity.shortfall_of(spec),
        "MLS611": capacity.excess_of(spec),
        "MLS801": staleness.conflict_of(spec),
        "MLS901": experiment.conflict_of(spec),
    }
    return {code: conflict for code, conflict in found.items() if conflict is not None}


def serving(**values: str) -> str:
    """Return a document of a service with these values."""
    v = {"latency": "20ms", "max": "8", "budget": "1k USD/month", "price": "0.05 USD", "min": "1"} | values
    each = v.get("each", f"{{concurrency: 2, mean_latency: {v['latency']}}}")
    replicas = f"min: {v['min']}, max: {v['max']}, per_replica: {each}"
    cost = f"{{per_replica_hour: {v['price']}, max: {v['budget']}}}"
    return (
        "{environments: ~, resources: {compute_budget: ~}, "
        f"infra: {{cost: {cost}, serving: {{replicas: {{{replicas}}}}}}}}}"
    )


def fresh(promise: str, cadence: str, delay: str) -> str:
    """Return a document with this promise, cadence and label delay."""
    return (
        f"{{data: {{label: {{delay: {{p50: 1d, p95: {delay}}}}}}}, requirements: {{adaptability: "
        f"{{max_staleness: {promise}, retrain: {{cadence: {cadence}}}}}}}}}"
    )


def trial(effect: str, traffic: str, duration: str, window: str = "7d", power: str = "80%") -> str:
    """Return a document with this experiment."""
    return (
        f"experiment: {{mde: {{relative: {effect}}}, traffic: {traffic}, max_duration: {duration}, "
        f"outcome_window: {window}, power: {power}}}"
    )


CASES = [
    *(serving(latency=a, max=b, budget=c, price=d) for a, b, c, d in itertools.product(
        ("20ms", "100ms", "900ms"), ("3", "8", "40", "~"), ("100 USD/month", "1k USD/month", "9k USD/year"),
        ("0.05 USD", "0.7 USD"))),
    *(serving(each=f"{{mean_latency: ~, measured: {a}}}", max=b, budget=c) for a, b, c in itertools.product(
        ("5/s", "100/s", "2000/min"), ("3", "8", "~"), ("100 USD/month", "1k USD/month"))),
    *(fresh(a, b, c) for a, b, c in itertools.product(
        ("2d", "20d", "46d"), ("1d", "7d", "30d"), ("1d", "14d", "45d"))),
    *(trial(a, b, c, d, e) for a, b, c, d, e in itertools.product(
        ("1%", "8%"), ("500/d", "20k/d"), ("2w", "8w"), ("7d", "30d"), ("80%", "95%"))),
]  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_each_single_change_resolves_the_conflict_and_no_conflict_is_told_twice(text: str) -> None:
    document = json.dumps(to_plain(tree_with(text, "binary")), indent=1)
    tree = tree_of(document)
    found = conflicts(bind(tree))
    told = [d.code for d in run(build(bind(tree), tree, today=TODAY), select=FAMILY).diagnostics]
    assert sorted(told) == sorted(found)
    assert not {"MLS605", "MLS611"} <= found.keys()
    for code, conflict in found.items():
        assert len(conflict.claims) > 1
        sizes = [change.size for change in conflict.changes]
        assert sizes == sorted(sizes)
        for change in conflict.changes:
            fix = Fix("", (SetValue(change.route, change.text),))
            edited = apply(SourceFile("mlsystem.yaml", document), [fix])
            assert edited.applied, f"{format_route(change.route)}: {change.text}"
            after = tree_of(edited.text)
            assert checker().check(after) == ()
            assert code not in conflicts(bind(after)), f"{code}: {format_route(change.route)}: {change.text}"


def only(text: str) -> Diagnostic:
    tree, spec = bound(text)
    (found,) = run(build(spec, tree, today=TODAY), select=FAMILY).diagnostics
    return found


def routes(found: Diagnostic) -> list[str]:
    return [format_route(route) for route in (found.route, *(r.route for r in found.related))]


def test_a_label_that_comes_too_late_conflicts_with_the_promise_alone() -> None:
    found = only(fresh("20d", "1d", "45d"))
    assert routes(found) == ["requirements.adaptability.max_staleness", "data.label.delay.p95"]
    assert "`delay.p95` 17d" in found.help
    assert "`adaptability.max_staleness` 48d" in found.help
    assert "cadence" not in found.help


def test_a_service_that_neither_the_maximum_nor_the_budget_allows_is_one_finding() -> None:
    found = only(serving(latency="900ms", max="8", budget="100 USD/month"))
    assert found.code == "MLS605"
    assert "at most 8 are allowed and the budget pays for 2" in found.message
    assert {"infra.serving.replicas.max", "infra.cost.max", "requirements.scalability.traffic"} <= set(
        routes(found)
    )
    assert "`replicas.max`" not in found.help
    assert "`cost.max`" not in found.help
    assert "`per_replica.mean_latency` 20ms" in found.help


def test_what_was_measured_counts_and_not_the_estimate() -> None:
    found = only(serving(each="{concurrency: 2, mean_latency: 20ms, measured: 10/s}"))
    assert found.code == "MLS605"
    assert "`per_replica.measured` 25/s" in found.help
    assert "mean_latency" not in found.help
    assert "infra.serving.replicas.per_replica.measured" in routes(found)
    assert "/ (10/s measured × 70%) → 20" in str(found)


def test_a_budget_too_small_for_the_peak_names_traffic_and_latency() -> None:
    found = only(serving(latency="900ms", max="~", budget="100 USD/month"))
    assert found.code == "MLS611"
    assert routes(found)[0] == "infra.cost.max"
    assert "infra.serving.replicas.per_replica.mean_latency" in routes(found)
    assert "`per_replica.mean_latency` 20ms" in found.help


def test_an_experiment_whose_outcomes_come_after_its_end_names_these_two() -> None:
    found = only(trial("8%", "20k/d", "2w", "30d"))
    assert routes(found) == ["experiment.max_duration", "experiment.outcome_window"]


@pytest.mark.parametrize(
    ("seconds", "up", "text"),
    [(86_400 * 2.5, False, "2d"), (86_400 * 2.5, True, "3d"), (86_400 * 1.5, False, "36h"),
     (0.0804, False, "80ms"), (0.0804, True, "81ms"), (0.0004, False, ""), (259_200, True, "3d"),
     (150, True, "3min")],
)  # fmt: skip
def test_durations_are_rounded_to_the_side_that_holds(seconds: float, up: bool, text: str) -> None:
    assert duration_text(seconds, up=up) == text
