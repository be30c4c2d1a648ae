"""`make evaluate`: hold the challenger against every claim; exit code 1 when a gate fails.

The family is judged by rolling origins: fitted on what was known before the first test origin, asked at each.
The model of the store is the same family fitted on every step.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ..artifacts.manifest import Manifest, read_manifest, sha256
from ..artifacts.model_store import NoModelError, folder_of, pointer_lock, read_pointer, write_pointer
from ..config import design
from ..config.settings import MODELS, REPORTS
from ..config.types import DataFacts
from ..data.panel import Panel, load
from ..inference.forecaster import forecast
from ..models.base import Family
from ..models.baselines import BASELINES
from ..models.families import FAMILIES
from ..task import intervals
from ..task.hierarchy import hierarchy
from ..task.metrics import bounds_of, samples, value
from ..training.backtest import backtest, fitted, zones
from . import gates
from .bootstrap import limits, resampled
from .peeking import changed
from .report import write_page
from .results import Evaluation, Gate, Measured, ModelFacts, at_least, at_most, write


def evaluate(folder: Path, data: Path, reports: Path = REPORTS) -> Evaluation:
    """Judge a packed model, and leave the judgement and its page in the folder of reports."""
    manifest, panel = read_manifest(folder), load(data)
    family = FAMILIES[manifest.family]
    judged = judge(panel, family)
    found = measure(judged)
    cut = zones(panel.steps)
    said = forecast(family.load(folder), panel)
    result = Evaluation(
        metrics=found,
        baselines={
            name: {
                metric.name: value(metric, samples(cells))
                for metric in design.METRICS
                if not bounded(metric.name)
            }
            for name, cells in judged.baselines.items()
        },
        gates=[
            *quality_gates(judged, found),
            *gates.completeness(said, hierarchy(panel.keys)),
            *data_gates(panel, family),
        ],
        data=DataFacts(
            sha256=sha256(data),
            series=len(panel.values),
            steps=panel.steps,
            origins=[panel.times[int(origin) - 1].isoformat() for origin in cut.test],
        ),
        model=facts(manifest),
    )
    write(result, reports)
    write_page(result, judged, reports)
    return result


def judge(panel: Panel, family: Family) -> gates.Judged:
    """The forecasts of a family and the baselines from the test origins, fitted on what was known before."""
    cut = zones(panel.steps)
    before = backtest(fitted(family, panel, cut.fitted_until[0]), panel, cut.choice)
    model = backtest(fitted(family, panel, cut.fitted_until[1]), panel, cut.test)
    baselines = {
        name: backtest(fitted(simple, panel, cut.fitted_until[1]), panel, cut.test)
        for name, simple in BASELINES.items()
    }
    return gates.Judged(model, bounds_of(model, intervals.fit(before)), baselines)


def bounded(name: str) -> bool:
    """Whether a metric is about intervals, which baselines have none of."""
    return gates.metric_of(name).measures in ("coverage_pi", "winkler")


def measure(judged: gates.Judged) -> dict[str, Measured]:
    """Each declared metric with its interval, and on each level."""
    drawn = resampled(judged.model, design.METRICS, judged.bounds)
    parts = samples(judged.model, judged.bounds)
    return {
        metric.name: Measured(
            value=value(metric, parts),
            ci=limits(drawn[metric.name]),
            levels={name: value(metric, {name: part}) for name, part in parts.items()},
        )
        for metric in design.METRICS
    }


def quality_gates(judged: gates.Judged, found: dict[str, Measured]) -> list[Gate]:
    """Everything about how good the forecasts are."""
    return [
        *gates.metric_gates(found),
        *([gates.must_beat(judged, design.MUST_BEAT)] if design.MUST_BEAT else []),
        *gates.bias_gates(judged),
        *gates.interval_gates(judged),
        gates.worst_series(judged),
    ]


def data_gates(panel: Panel, family: Family) -> list[Gate]:
    """The table is as large as declared, and no forecast knows what came after it."""
    cut = zones(panel.steps)
    chosen = (int(cut.test[0]), int(cut.test[-1]))
    peeked = sum(changed(panel, family, origin) for origin in chosen)
    detail = f"features and forecasts that change with the future, at {len(chosen)} origins"
    found = [at_most("no_peeking", "task.known_future", peeked, 0, detail)]
    if design.EXPECTED_ROWS is not None:
        least = round(0.9 * design.EXPECTED_ROWS)
        found.append(
            at_least("data.rows", "data.rows", panel.rows, least, "a tenth fewer than declared are allowed")
        )
    return found


def facts(manifest: Manifest) -> ModelFacts:
    """Which model was judged."""
    return ModelFacts(
        manifest.name, manifest.version, manifest.family, manifest.created_at, manifest.code_version
    )


def crown_first(version: str, models: Path = MODELS) -> bool:
    """Make the first model that passes the champion; whether it is the first."""
    with pointer_lock(models):
        try:
            read_pointer("champion", models)
        except NoModelError:
            write_pointer("champion", version, models=models)
            return True
    return False


def line(gate: Gate) -> str:
    """A gate for the terminal."""
    verdict = "pass" if gate.passed else "FAIL"
    detail = f"  ({gate.detail})" if gate.detail else ""
    return f"evaluate: {verdict}  {gate.id}: {gate.value:.4g}, bound {gate.threshold:g}{detail}"


def run(data: Path) -> bool:
    """Judge the challenger and say how; whether it passes every gate."""
    folder = folder_of("challenger")
    print(f"evaluate: {folder.name}", flush=True)
    result = evaluate(folder, data)
    for name, measured in result.metrics.items():
        others = ", ".join(f"{b} {v[name]:.4g}" for b, v in result.baselines.items() if name in v)
        print(f"evaluate: {name} {measured.value:.4g}{f' ({others})' if others else ''}")
    for gate in result.gates:
        print(line(gate))
    print(f"evaluate: report in {REPORTS / 'evaluation.html'}")
    print(f"evaluate: {result.verdict}", file=sys.stderr if result.failed else sys.stdout)
    if not result.failed and crown_first(folder.name):
        print(f"evaluate: {folder.name} is the first champion")
    return not result.failed
