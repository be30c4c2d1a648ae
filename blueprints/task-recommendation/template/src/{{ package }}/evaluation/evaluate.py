"""`make evaluate`: hold the challenger against every claim; exit code 1 when a gate fails.

The family is judged on what came after everything that it was fitted on. The model of the store is the same
family fitted on every action.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from ..artifacts.manifest import Manifest, read_manifest, sha256
from ..artifacts.model_store import NoModelError, folder_of, pointer_lock, read_pointer, write_pointer
from ..config import design
from ..config.settings import MODELS, REPORTS
from ..config.types import DataFacts
from ..data.actions import Actions, Parts, load, split
from ..models.base import Family
from ..models.families import BASELINES, FAMILIES
from ..task.metrics import Lists, Situation, value
from . import gates
from .bootstrap import limits, resampled
from .report import write_page
from .results import Evaluation, Gate, Measured, ModelFacts, at_least, write


def evaluate(folder: Path, data: Path, reports: Path = REPORTS) -> Evaluation:
    """Judge a packed model, and leave the judgement and its page in the folder of reports."""
    manifest, actions = read_manifest(folder), load(data)
    family, parts = FAMILIES[manifest.family], split(actions)
    judged = judge(parts, family)
    found = measure(judged)
    result = Evaluation(
        metrics=found,
        baselines={
            name: {metric.name: value(metric, lists) for metric in design.METRICS}
            for name, lists in judged.baselines.items()
        },
        gates=[*quality_gates(judged, found), *data_gates(actions, parts, family)],
        data=facts_of(judged, parts, sha256(data)),
        model=facts(manifest),
    )
    write(result, reports)
    write_page(result, reports)
    return result


def judge(parts: Parts, family: Family) -> gates.Judged:
    """The lists of a family and of the simple ways, fitted on what was known before the test."""
    now = Situation.of(parts.known, parts.test)
    return gates.Judged(
        Lists.by(family.fit(parts.known), now),
        {name: Lists.by(simple.fit(parts.known), now) for name, simple in BASELINES.items()},
    )


def measure(judged: gates.Judged) -> dict[str, Measured]:
    """Each declared metric with its interval, and for users who are known and who are new."""
    cold = judged.model.situation.cold
    levels = {
        name: judged.model.of(users)
        for name, users in (("known users", ~cold), ("new users", cold))
        if users.any()
    }
    return {
        metric.name: Measured(
            value=value(metric, judged.model),
            ci=limits(resampled(judged.model, metric)),
            levels={name: value(metric, part) for name, part in levels.items()},
        )
        for metric in design.METRICS
    }


def quality_gates(judged: gates.Judged, found: dict[str, Measured]) -> list[Gate]:
    """Everything about how good the lists are."""
    return [
        *gates.metric_gates(found),
        *([gates.must_beat(judged, design.MUST_BEAT)] if design.MUST_BEAT else []),
    ]


def data_gates(actions: Actions, parts: Parts, family: Family) -> list[Gate]:
    """The table is as large as declared, everybody has an answer, and no list knows what came after it."""
    found = [*gates.list_gates(family.fit(parts.known), parts), gates.no_peeking(actions, parts, family)]
    if design.EXPECTED_ROWS is not None:
        least = round(0.9 * design.EXPECTED_ROWS)
        found.append(
            at_least("data.rows", "data.rows", len(actions), least, "a tenth fewer than declared are allowed")
        )
    return found


def facts_of(judged: gates.Judged, parts: Parts, digest: str) -> DataFacts:
    """What the lists were judged on."""
    now = judged.model.situation
    return DataFacts(
        sha256=digest,
        actions=len(parts.known) + len(parts.test),
        users=len(now.users),
        skipped=now.skipped,
        cold_users=int(now.cold.sum()),
        cold_items=len(np.setdiff1d(parts.test.item, parts.known.item)),
        since=str(parts.test.time[0].astype("datetime64[s]")),
    )


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
        others = ", ".join(f"{b} {v[name]:.4g}" for b, v in result.baselines.items())
        print(f"evaluate: {name} {measured.value:.4g} ({others})")
    for gate in result.gates:
        print(line(gate))
    print(f"evaluate: report in {REPORTS / 'evaluation.html'}")
    print(f"evaluate: {result.verdict}", file=sys.stderr if result.failed else sys.stdout)
    if not result.failed and crown_first(folder.name):
        print(f"evaluate: {folder.name} is the first champion")
    return not result.failed
