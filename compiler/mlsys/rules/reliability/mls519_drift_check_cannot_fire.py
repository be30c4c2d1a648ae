"""A drift check never fires, or always.

## What it finds
A threshold of nothing, one above what the statistic reaches (1 for Kolmogorov-Smirnov, Jensen-Shannon and
total variation; a population stability index above 1), a proxy of the label whose bounds run backwards.

## Why it matters
A population stability index of 0.25 is called a large shift; at 20 the two samples have nothing in common.

## What to do
Write 0.1 to 0.25 for the population stability index, and a threshold below 1 for the distances.

## Source
Siddiqi, Credit Risk Scorecards (2006), on the population stability index.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import count, number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_MOST = 1.0
_INDICES = ("psi", "wasserstein", "jensen_shannon")
"""Statistics without a p-value."""


def _check(system: System) -> Iterator[Finding]:
    silent = system.spec.requirements.reliability.silent_failure
    route: Route = ("requirements", "reliability", "silent_failure")
    for name, drift in (("prediction_drift", silent.prediction_drift), ("input_drift", silent.input_drift)):
        if drift is not None and drift.test in _INDICES and drift.alpha is not None:
            yield Finding(
                route=(*route, name, "alpha"),
                message=f"`{drift.test}` has no p-value that {number(drift.alpha)} could be compared with",
                help="write `threshold: 0.2`, or choose `ks` or `chi2`",
                related=(Related((*route, name, "test"), "the test"),),
            )
        if drift is None or drift.threshold is None or 0 < drift.threshold < _MOST:
            continue
        always_or_never = "holds at every check" if drift.threshold <= 0 else "is never reached"
        yield Finding(
            route=(*route, name, "threshold"),
            message=f"{drift.test} ≥ {number(drift.threshold)} {always_or_never}",
            help="write 0.1 to 0.25",
        )
    yield from _too_few(system)
    proxy = silent.label_proxy
    if proxy is not None and proxy.min is not None and proxy.max is not None and proxy.min > proxy.max:
        yield Finding(
            route=(*route, "label_proxy"),
            message=f"`{proxy.signal}` is to be at least {number(proxy.min)} and at most {number(proxy.max)}",
            help="swap them",
        )


def _too_few(system: System) -> Iterator[Finding]:
    job, log = system.spec.monitoring.drift, system.spec.monitoring.logging.predictions
    traffic = system.spec.requirements.scalability.traffic
    rate = traffic.expected.high if traffic.expected else traffic.now
    if log is None or rate is None or job.min_rows is None:
        return
    logged = rate.per_second * job.every.seconds * log.sample
    if logged < job.min_rows:
        yield Finding(
            route=("monitoring", "drift", "min_rows"),
            message=f"{count(logged)} predictions are logged between comparisons, {job.min_rows:,} are "
            "needed",
            help="log a larger share, or compare less often",
            related=(Related(("monitoring", "logging", "predictions", "sample"), "what is logged"),),
        )


RULE = Rule(
    code="MLS519",
    name="drift-check-cannot-fire",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples(
            "requirements: {reliability: {silent_failure: {prediction_drift: {test: psi, "
            "threshold: 0.99}, label_proxy: {signal: calls, min: 2%, max: 2%}}}}"
        ),
        *examples(
            "{monitoring: {logging: {predictions: {sample: 10%}}, drift: {every: 1h, min_rows: 12500}}}"
        ),
    ),
    bad=(
        *examples(
            "requirements: {reliability: {silent_failure: {input_drift: {test: psi, threshold: ~, "
            "alpha: 5%}}}}"
        ),
        *examples(
            "requirements: {reliability: {silent_failure: {prediction_drift: {test: psi, threshold: 1}}}}",
            "requirements: {reliability: {silent_failure: {prediction_drift: {test: psi, threshold: 0}}}}",
            "requirements: {reliability: {silent_failure: {label_proxy: {signal: calls, min: 3%, max: 2%}}}}",
        ),
        *examples(
            "{monitoring: {logging: {predictions: {sample: 10%}}, drift: {every: 1h, min_rows: 12501}}}"
        ),
    ),
)
