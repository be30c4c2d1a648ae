"""Policies that act: bandits and reinforcement learning."""

from __future__ import annotations

import math
import re
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field

from mlsys.spec.fields import Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.framing import TaskBase
from mlsys.spec.ranges import Bounds
from mlsys.spec.task_kinds import TaskKind
from mlsys.spec.types import Count, Interval, LevelOrText, Named, Positive, Ratio, Text

_BOUND: Final = re.compile(r"(\w+)(?: *(>=|<=) *(-?\d+(?:\.\d+)?))?")


class Bound(NamedTuple):
    """The values of an input with which an action may be taken."""

    feature: str
    low: float
    high: float

    @property
    def is_flag(self) -> bool:
        """Whether the input has to be true."""
        return self.low == self.high

    @property
    def has_low(self) -> bool:
        """Whether the input must reach something."""
        return math.isfinite(self.low)

    @property
    def has_high(self) -> bool:
        """Whether the input must not exceed something."""
        return math.isfinite(self.high)

    @classmethod
    def read(cls, text: str) -> Bound | None:
        """Read a flag, or an input with a number that it has to reach or keep below."""
        found = _BOUND.fullmatch(text.strip())
        if found is None:
            return None
        name, sign, number = found.groups()
        if sign is None:
            return cls(name, 1.0, 1.0)
        return cls(name, float(number), math.inf) if sign == ">=" else cls(name, -math.inf, float(number))


class Reward(Section, merge=Merge.FIXED, impact=Impact.RETRAIN):
    """What a policy is paid for."""

    column: Annotated[Text | None, Meaning("Column of the log that holds the reward.")] = None
    definition: Annotated[Text | None, Meaning("What the reward is, in words.")] = None
    bounds: Annotated[Bounds | None, Meaning("Smallest and largest possible reward.")] = None
    delay: Annotated[
        Interval | None,
        Meaning(
            "How long after a decision its reward is complete; younger decisions are not learned from.",
            unit="duration",
            programmed=True,
            example="1d",
        ),
    ] = None


class Simulator(Section, impact=Impact.RETRAIN):
    """Where a policy can be tried without harm."""

    entry: Annotated[
        Text,
        Meaning(
            "The environment, with the interface of Gymnasium: an id, or `module:callable` of a module "
            "beside the document, which makes many at once.",
            example="shelf:Shelf",
        ),
    ]
    horizon: Annotated[
        Positive | None, Meaning("Steps after which an episode is cut off.", programmed=True, example=90)
    ] = None
    episodes: Annotated[
        Positive | None,
        Meaning(
            "Episodes that a policy is judged on; unset: 500.",
            merge=Merge.OVERRIDE,
            impact=Impact.REGATE,
            programmed=True,
        ),
    ] = None
    scenarios: Annotated[
        Named[Named[LevelOrText]],
        Meaning(
            "Other worlds that the policy has to stand, as arguments of the callable.",
            merge=Merge.OVERRIDE,
            impact=Impact.REGATE,
            programmed=True,
            example={"fewer_customers": {"demand": 0.7}},
        ),
    ] = Field(default_factory=dict)
    fidelity: Annotated[Text | None, Meaning("How it was compared with the real world.")] = None

    @property
    def module(self) -> str | None:
        """The module beside the document; none for an id."""
        module, colon, _ = self.entry.partition(":")
        return module if colon else None

    @property
    def makes(self) -> str:
        """What of the module is called."""
        return self.entry.partition(":")[2]


class Exploration(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """How a policy tries what it does not know."""

    strategy: Annotated[
        Literal["none", "epsilon_greedy", "thompson", "ucb", "softmax"],
        Meaning("How exploring actions are chosen.", merge=Merge.OVERRIDE),
    ] = "none"
    max_share: Annotated[
        Ratio | None, Meaning("Largest share of decisions that explore.", unit="ratio", tighten=Tighten.LOWER)
    ] = None
    min_share: Annotated[
        Ratio | None,
        Meaning(
            "Smallest share of decisions that explore, below which the log teaches too little.",
            unit="ratio",
            merge=Merge.OVERRIDE,
            programmed=True,
            example="2%",
        ),
    ] = None
    guardrails: Annotated[
        tuple[str, ...],
        Meaning(
            "Guardrails that stop exploration.", refers="objectives.guardrails", tighten=Tighten.SUPERSET
        ),
    ] = ()


class PolicyTask(TaskBase):
    """Actions that maximise a reward: bandits and reinforcement learning."""

    kind = TaskKind(
        acts=True,
        paradigms=("reinforcement",),
        outputs=("action", "score"),
        also_called=("bandit", "reinforcement_learning"),
    )
    type: Annotated[Literal["policy"], Meaning("Type of the task.", impact=Impact.API_BREAK)]
    setting: Annotated[
        Literal["bandit", "episodic"], Meaning("Whether an action changes what comes next.")
    ] = "bandit"
    reward: Annotated[Reward | None, Meaning("What is maximised.")] = None
    actions: Annotated[tuple[str, ...], Meaning("What the policy can do.", impact=Impact.API_BREAK)] = ()
    action_column: Annotated[Text | None, Meaning("Column of the log that holds the action taken.")] = None
    eligible: Annotated[
        Named[str],
        Meaning(
            "By action, the flag or bound, `room >= 5`, that says whether it may be taken; actions that are "
            "not named always may.",
            impact=Impact.API_BREAK,
            programmed=True,
        ),
    ] = Field(default_factory=dict)
    propensity: Annotated[
        Text | None, Meaning("Column of the log that holds the probability with which the action was taken.")
    ] = None
    estimator: Annotated[
        Literal["ips", "snips", "direct", "doubly_robust"] | None,
        Meaning(
            "How the value of a policy is estimated from the log of another.",
            merge=Merge.OVERRIDE,
            impact=Impact.REGATE,
            programmed=True,
            choices={
                "ips": "rewards weighted by the inverse of their propensity",
                "snips": "the same, divided by the sum of the weights",
                "direct": "by a model of the reward",
                "doubly_robust": "by a model, and the weights correct it",
            },
        ),
    ] = None
    min_effective_rows: Annotated[
        Count | None,
        Meaning(
            "Fewest rows that the weights may leave, (sum w)² / sum w², for an estimate to count.",
            merge=Merge.OVERRIDE,
            impact=Impact.REGATE,
            programmed=True,
            example=1000,
        ),
    ] = None
    gamma: Annotated[Ratio, Meaning("Discount of later rewards.", unit="ratio", merge=Merge.OVERRIDE)] = 1.0
    simulator: Annotated[
        Simulator | None, Meaning("Where the policy can be tried.", merge=Merge.OVERRIDE)
    ] = None
    exploration: Annotated[Exploration | None, Meaning("How the policy explores.", merge=Merge.MEET)] = None
    constraints: Annotated[Named[str], Meaning("What an action must never do, by name, in words.")] = Field(
        default_factory=dict
    )
    tolerated: Annotated[
        Named[Ratio],
        Meaning(
            "By constraint, the largest share of steps that may break it; none where it is not named.",
            unit="ratio",
            refers="task.constraints",
            tighten=Tighten.LOWER,
            impact=Impact.REGATE,
            programmed=True,
        ),
    ] = Field(default_factory=dict)

    @property
    def bounds(self) -> dict[str, Bound]:
        """By action, the values of an input with which it may be taken; what cannot be read is left out."""
        read = {action: Bound.read(text) for action, text in self.eligible.items()}
        return {action: bound for action, bound in read.items() if bound is not None}
