"""Episodes, or the simulator that they are played in, say nothing about a policy.

## What it finds
Rewards that are not discounted and never end, episodes of one step, a return that no episode can reach,
fewer than 30 episodes, a scenario that changes nothing, a constraint that may always be broken,
and a simulator that nothing was compared with in production.

## Why it matters
A sum without end has no value, one step is a bandit, and a policy that is best in a simulator is only as good
as the simulator: without the world beside it, any return looks like a success.

## What to do
Write a `horizon` or a `gamma` below 1, and how the simulator was compared with the world.

## Source
Sutton and Barto, Reinforcement Learning (2nd edition, 2018), sections 3.3 and 3.4; Tobin and others, Domain
Randomization (2017), on the gap between simulators and the world.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number, percent
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.policies import PolicyTask, Simulator

FEWEST = 30
"""Episodes below which a mean has no interval worth the name."""


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    if not isinstance(task, PolicyTask):
        return
    yield from _constraints(task)
    if task.setting != "episodic":
        return
    if task.simulator is not None:
        yield from _endless(task, task.simulator)
        yield from _unreachable(system, task, task.simulator)
        yield from _simulator(system, task.simulator)


def _endless(task: PolicyTask, simulator: Simulator) -> Iterator[Finding]:
    if task.gamma == 1 and simulator.horizon is None:
        yield Finding(
            route=("task", "simulator"),
            message="rewards are summed without discount and without end",
            help="write `gamma: 0.99`, or a `horizon`",
        )
    if simulator.horizon == 1:
        yield Finding(
            route=("task", "simulator", "horizon"),
            message="episodes of one step: no action changes what comes next",
            help="write `setting: bandit`, or a longer horizon",
        )


def _unreachable(system: System, task: PolicyTask, simulator: Simulator) -> Iterator[Finding]:
    bounds = task.reward.bounds if task.reward is not None else None
    if bounds is None or bounds.high is None or simulator.horizon is None:
        return
    steps = float(simulator.horizon)
    if task.gamma < 1:
        steps = (1 - task.gamma**simulator.horizon) / (1 - task.gamma)
    for metric in system.metrics.values():
        gate = metric.spec.gate
        most = bounds.high * steps if metric.name == "return" else bounds.high
        least = gate.min if gate is not None and metric.name in ("return", "mean_reward") else None
        if least is not None and least > most:
            reached = f"{number(round(most, 2))} in {simulator.horizon} steps"
            yield Finding(
                route=(*metric.route, "gate", "min"),
                message=f"`{metric.id}` is at most {reached}, not {number(least)}",
                help="ask for what the rewards allow",
                related=(Related(("task", "reward", "bounds"), f"{bounds} a step"),),
            )


def _simulator(system: System, simulator: Simulator) -> Iterator[Finding]:
    place = ("task", "simulator")
    if simulator.episodes is not None and simulator.episodes < FEWEST:
        yield Finding(
            route=(*place, "episodes"),
            message=f"{simulator.episodes} episodes tell a policy from chance by luck",
            help="play some hundred",
        )
    for name, values in simulator.scenarios.items():
        if not values:
            yield Finding(
                route=(*place, "scenarios", name),
                message=f"`{name}` changes nothing: it is the world that the policy was learned in",
                help="write the arguments that differ",
            )
    if system.spec.metadata.stage == "production" and simulator.fidelity is None:
        yield Finding(
            route=place,
            message="nothing says how the simulator was compared with the world that the policy acts in",
            help="write `fidelity`",
            related=(Related(("metadata", "stage"), "in production"),),
        )


def _constraints(task: PolicyTask) -> Iterator[Finding]:
    for name, share in task.tolerated.items():
        if share >= 1:
            yield Finding(
                route=("task", "tolerated", name),
                message=f"`{name}` may be broken in {percent(share)} of the steps: it constrains nothing",
                help="write the share that is borne, or leave the constraint out",
            )


def _played(simulator: str, rest: str = "", others: str = "") -> str:
    """A document with episodes in a simulator."""
    return f"{{task: {{setting: episodic, simulator: {{entry: 'shop:Shop', {simulator}}}{rest}}}{others}}}"


_SOUND = "horizon: 30, fidelity: compared"
_PAID = ", reward: {column: revenue, bounds: 0..10}"

RULE = Rule(
    code="MLS254",
    name="episodes-tell-nothing",
    severity=always(Severity.ERROR),
    about=lambda task: task.acts,
    check=_check,
    good=examples(
        _played(_SOUND),
        _played(_SOUND, ", constraints: {harm: none}, tolerated: {harm: 99%}"),
        _played("fidelity: compared", ", gamma: 0.99"),
        _played("horizon: 2, episodes: 30, fidelity: compared"),
        _played(_SOUND, _PAID, ", metrics: {return: {role: report, gate: {min: 300}}}"),
        _played(_SOUND, _PAID, ", metrics: {mean_reward: {role: report, gate: {min: 10}}}"),
        _played(_SOUND, f"{_PAID}, gamma: 0.5", ", metrics: {return: {role: report, gate: {min: 19.9}}}"),
        _played("horizon: 30", "", ", metadata: {stage: pilot}"),
        _played(f"{_SOUND}, scenarios: {{crowd: {{visitors: 1.2}}}}"),
        base="policy",
    ),
    bad=examples(
        _played("fidelity: compared", ", gamma: 1"),
        _played("horizon: 1, fidelity: compared"),
        _played(f"{_SOUND}, episodes: 29"),
        _played(_SOUND, _PAID, ", metrics: {return: {role: report, gate: {min: 301}}}"),
        _played(_SOUND, _PAID, ", metrics: {mean_reward: {role: report, gate: {min: 11}}}"),
        _played(_SOUND, f"{_PAID}, gamma: 0.5", ", metrics: {return: {role: report, gate: {min: 20.1}}}"),
        _played(_SOUND, ", constraints: {harm: none}, tolerated: {harm: 100%}"),
        _played(f"{_SOUND}, scenarios: {{crowd: {{}}}}"),
        _played("horizon: 30", "", ", metadata: {stage: production}"),
        base="policy",
    ),
)
