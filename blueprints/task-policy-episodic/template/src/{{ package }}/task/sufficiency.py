"""Whether simulator and log suffice: the simulator keeps the contract, and the log can vouch for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ..config import design
from ..data import contract
from ..data.split import Parts
from ..data.validation import checked
from .episodes import LEARNING
from .predictions import MIN_WEIGHT
from .rules import always
from .simulator import as_columns, as_frame, opened

STEPS: Final = 30
EPISODES: Final = 50


def faults(parts: Parts) -> Iterator[str]:
    """Why they do not suffice; nothing where they do."""
    if parts.test.height < MIN_WEIGHT:
        yield f"{parts.test.height:,} rows of the log are left to check the simulator by, of {MIN_WEIGHT}"
    yield from sorted({fault for place in range(len(contract.ACTIONS)) for fault in simulator_faults(place)})


def simulator_faults(action: int) -> Iterator[str]:
    """What breaks the contract while one action is taken wherever it may."""
    world, policy = opened(EPISODES), always(action)
    observations, _ = world.reset(seed=LEARNING)
    low, high = contract.TARGET.minimum, contract.TARGET.maximum
    for _ in range(min(STEPS, design.HORIZON)):
        if absent := [one.name for one in contract.MODEL_FEATURES if one.name not in observations]:
            yield f"the simulator does not tell {', '.join(absent)}"
            return
        states = as_frame(observations)
        for broken in checked(states, contract.MODEL_FEATURES, ()).broken:
            yield f"the simulator leaves the contract: {broken}"
        observations, reward, _, _, told = world.step(policy(as_columns(observations)))
        if (outside := (reward < low) | (reward > high)).any():
            yield f"the simulator pays {reward[outside][0]:g}, and a reward is {low:g} to {high:g}"
        if unknown := design.TOLERATED.keys() - told.keys():
            yield f"the simulator does not tell who breaks {', '.join(sorted(unknown))}"
        if not np.isfinite(reward).all():
            yield "the simulator pays what is no number"
