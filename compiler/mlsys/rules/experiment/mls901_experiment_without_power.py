"""The experiment cannot show the effect in its time.

## What it finds
The units that the declared effect, power and alpha need do not arrive, or their outcomes are not known,
before the experiment ends.

## Why it matters
An experiment without power ends as it began: nobody knows. Most likely a good model is thrown away.

## What to do
Look for a larger effect, take in more traffic, reduce the variance (CUPED), or run longer. The finding names
each single change that is enough.

## Source
statsmodels NormalIndPower; Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter
17.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.feasibility.experiment import conflict_of
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.rules.conflicts import told


def _check(system: System) -> Iterator[Finding]:
    conflict = conflict_of(system.spec)
    if conflict is not None:
        yield told(conflict)


RULE = Rule(
    code="MLS901",
    name="experiment-without-power",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("experiment.mde", "experiment.traffic", "experiment.max_duration"),
    check=_check,
    good=examples(
        "experiment: {mde: {relative: 10%}, traffic: 5k/d, max_duration: 8w}",
        "experiment: {baseline_rate: ~, baseline_mean: 0.04, standard_deviation: 0.3, mde: {relative: 10%},"
        " traffic: 50k/d, max_duration: 8w}",
    ),
    bad=examples(
        "experiment: {mde: {relative: 1%}, traffic: 5k/d, max_duration: 8w}",
        "experiment: {baseline_rate: ~, baseline_mean: 0.04, standard_deviation: 0.3, mde: {relative: 1%},"
        " traffic: 50k/d, max_duration: 8w}",
    ),
)
