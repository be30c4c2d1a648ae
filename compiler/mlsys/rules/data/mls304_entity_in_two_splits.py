"""The same entity is in training and in test.

## What it finds
By the profile of the data, values of a key stand in several rows, and the split puts rows apart without
looking at the key: at random, or by a column that names the part of each row.

## Why it matters
The model recognises the entity instead of the pattern, and is praised for it.

## What to do
Use `split: {strategy: group, group_by: …}`. Where the same entity is predicted about again and again, as
every month, use `split: {strategy: temporal}`, for which this is no mistake.

## Source
Kapoor and Narayanan, Leakage and the reproducibility crisis in machine-learning-based science (2023).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import count, percent, plural
from mlsys.profile.model import KeyProfile, Profile, profiled
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.spec.split import Split


def _check(system: System) -> Iterator[Finding]:
    profile, data = system.profile, system.spec.data
    split, key = data.split, data.keys.entity or data.keys.group
    seen = profile.keys.get(key) if profile is not None and key is not None else None
    if seen is None or split.strategy not in ("random", "predefined"):
        return
    repeated = sum(values for rows, values in seen.rows_per_value.items() if int(rows) > 1)
    shared = _expected(split, seen) if split.strategy == "random" else float(seen.in_several_parts or 0)
    if shared < 1:
        return
    about, note = "", ""
    if split.strategy == "random":
        shares = ", ".join(percent(share) for share in (split.train, split.validation, split.test))
        about = "about "
        note = f"{count(repeated)} of {count(seen.distinct)} values stand in several rows, drawn to {shares}"
    yield Finding(
        route=("data", "split"),
        message=f"{about}{plural(round(shared), 'value')} of `{key}` in more than one part of the split",
        help=f"write `split: {{strategy: group, group_by: {key}}}`, or split by time",
        note=note,
        related=(Related(("data", "keys"), "the key"),),
    )


def _expected(split: Split, seen: KeyProfile) -> float:
    """Return how many values are in several parts when every row is drawn by itself.

    A value in n rows stays in one part with the chance that all of them go there, the sum of share ** n.
    """
    shares = (split.train, split.validation, split.test)
    return sum(
        values * (1 - sum(share ** int(rows) for share in shares))
        for rows, values in seen.rows_per_value.items()
    )


def _profile(in_several_parts: int | None = None) -> Profile:
    rows = {"1": 199_176, "2": 412}
    seen = KeyProfile(distinct=199_588, rows_per_value=rows, in_several_parts=in_several_parts)
    return profiled(200_000, keys={"customer_id": seen})


_GROUP = "data: {split: {strategy: group, group_by: customer_id}}"
_RANDOM = "data: {split: {strategy: random}}"
_PREDEFINED = "data: {split: {strategy: predefined, column: part, train: ~, validation: ~, test: ~, seed: ~}}"

RULE = Rule(
    code="MLS304",
    name="entity-in-two-splits",
    severity=always(Severity.DANGER),
    needs=Needs.DATA,
    check=_check,
    good=(*examples(_GROUP, profile=_profile()), *examples(_PREDEFINED, profile=_profile(0))),
    bad=(*examples(_RANDOM, profile=_profile()), *examples(_PREDEFINED, profile=_profile(1))),
)
