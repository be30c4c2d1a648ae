"""Pretraining without a label, and keeping it where a probe shows that it pays."""

from __future__ import annotations

from dataclasses import replace

from ..config import design
from ..data.split import Parts
from ..models.autoencoder import AUTOENCODER
from ..task.components import Placed
from ..task.probe import gain
from ..task.target import labels
from .model_selection import CHOSEN_BY, Progress, Search, Selection, fit, simplest


def pretrained(parts: Parts, progress: Progress) -> Selection:
    """The pretrained encoder where heads gain by it for certain over columns as they are; else components."""
    candidate = fit(AUTOENCODER, parts.train, {})
    scores = candidate.scores(parts.validation)
    found = gain(Placed.of(scores), labels(parts.validation).to_numpy())
    accepted = found.low > 0
    told = f"{found.value:+.3f} ({found}) over columns as they are, with {design.PROBE_LABELS} labels"
    progress(f"pretraining: {'kept' if accepted else 'refused, components are served'}; {told}")
    search = Search(AUTOENCODER.name, CHOSEN_BY.name, {})
    encoder = Selection(candidate, parts.validation, scores, (search,))
    chosen = encoder if accepted else simplest(parts)
    probe = {"accepted": accepted, "gain": found.value, "low": found.low, "high": found.high}
    parameters = chosen.candidate.parameters | {"pretraining": probe}
    return replace(chosen, candidate=replace(chosen.candidate, parameters=parameters))
