"""Actions of one visit are trained on and tested.

## What it finds
A recommendation whose split draws single actions, where no time column is declared. With one, `MLS303`
tells it.

## Why it matters
What else was in the basket is known when one of its items is asked for, as it never is when a list is
shown. On purchases of a shop (Ta-Feng) a linear model beat popularity by .051 in NDCG@10 when pairs were
drawn at random, and by nothing after a cut in time.

## What to do
Name the time of the action and split by it, so that later actions test what earlier ones teach. Without
times keep each user on one side.

## Source
Meng et al., Exploring Data Splitting Strategies for the Evaluation of Recommendation Models (RecSys 2020);
Ji et al., A Critical Study on Data Leakage in Recommender System Offline Evaluation (TOIS 2023).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    data = system.spec.data
    if data.split.strategy != "random" or data.keys.time is not None:
        return
    user = data.keys.user or "user_id"
    yield Finding(
        route=("data", "split", "strategy") if system.declared(("data", "split")) else ("data", "split"),
        message="a random split tests on items of baskets that it trains on",
        help="name `data.keys.time` and write `split: {strategy: temporal}`; "
        f"without times, `{{strategy: group, group_by: {user}}}`",
        related=(Related(("task", "type"), "items are chosen for users"),),
    )


RULE = Rule(
    code="MLS333",
    name="actions-drawn-at-random",
    severity=always(Severity.DANGER),
    about=lambda task: task.personal,
    check=_check,
    good=examples(
        "data: {split: {strategy: group, group_by: user_id}}",
        "data: {keys: {time: bought_at}, split: {strategy: temporal, seed: ~, group_by: ~}}",
        base="recommendation",
    ),
    bad=examples("data: {split: {strategy: random, group_by: ~}}", base="recommendation"),
)
