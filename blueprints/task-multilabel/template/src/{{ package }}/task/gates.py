"""Gates that only this task has: on the shares of the classes, and on how many are answered."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from ..config import design
from ..data.contract import CLASSES
from ..data.split import Parts
from ..evaluation.results import Gate, at_least, at_most
from .predictions import Predictions
from .target import facts, labels

# Relative, beyond chance; a wider gap means that another population is in the table than the one declared.
SHARE_TOLERANCE: Final = 0.2
# One of a hundred honest tables has a share that is further off by chance, in standard errors.
ERRORS: Final = 2.58
# A row with this many times the labels that hold, or as much fewer, is one that nobody can act on.
MAX_RATIO: Final = 2.0


def label_gates(parts: Parts) -> Iterator[Gate]:
    """The declared shares of the classes."""
    if design.PRIORS:
        known = (labels(parts.train).to_numpy() >= 0).sum(axis=0).tolist()
        rows, observed = dict(zip(CLASSES, known, strict=True)), facts(parts.train)
        gaps = {
            name: abs(observed[name] / share - 1) - ERRORS * math.sqrt((1 - share) / (share * rows[name]))
            for name, share in design.PRIORS.items()
        }
        furthest = max(gaps, key=lambda name: gaps[name])
        found, said = observed[furthest], design.PRIORS[furthest]
        known_rows = f"{rows[furthest]:,} training rows"
        detail = f"{furthest} holds in {found:.1%} of {known_rows}, {said:.1%} are declared"
        yield at_most("data.priors", "data.label.priors", max(gaps[furthest], 0), SHARE_TOLERANCE, detail)


def decision_gates(model: Predictions) -> Iterator[Gate]:
    """Each class that can be judged is answered for some test row, and rows get as many as hold, about."""
    known = model.labels >= 0
    answered = (model.held & known).sum(axis=0)
    counts = ", ".join(f"{name} {count:,}" for name, count in zip(CLASSES, answered.tolist(), strict=True))
    fewest = int(answered[model.judged].min()) if model.judged.any() else 0
    yield at_least("labels.answered", "task.classes", fewest, 1, f"answers: {counts}; {model.support}")
    if design.COUNTED:
        return
    said, true = int(answered.sum()), int((model.labels == 1).sum())
    ratio = max(said, 1) / max(true, 1)
    rows = int(known.any(axis=1).sum())
    detail = f"{said / rows:.2f} labels are answered a row, {true / rows:.2f} hold; the ratio, either way"
    yield at_most("labels.number", "task.decision_policy", max(ratio, 1 / ratio), MAX_RATIO, detail)
