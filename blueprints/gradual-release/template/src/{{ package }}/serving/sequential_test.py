"""Whether a promise is kept: Wald's sequential probability ratio test.

It may be looked at after every call. A version that keeps the promise is refused in at most one of twenty
trials however often that is done, and one that breaks it as badly as is to be noticed passes as rarely. A
test of a fixed number of calls that is looked at again and again refuses every third good version.

Source: Wald 1945, "Sequential Tests of Statistical Hypotheses", Annals of Mathematical Statistics 16.
"""

from __future__ import annotations

from math import log
from typing import Final, Literal

from ..config.types import Promise

ERROR: Final = 0.05
"""Chance of either mistake."""
BOUND: Final = log((1 - ERROR) / ERROR)

Verdict = Literal["kept", "broken", "open"]


def log_ratio(promise: Promise, calls: int, bad: int) -> float:
    """How much likelier the calls are for a version that breaks the promise than for one that keeps it."""
    good = calls - bad
    return bad * log(promise.noticed / promise.allowed) + good * log(
        (1 - promise.noticed) / (1 - promise.allowed)
    )


def verdict(ratio: float) -> Verdict:
    """What follows from the ratio so far."""
    if ratio >= BOUND:
        return "broken"
    return "kept" if ratio <= -BOUND else "open"
