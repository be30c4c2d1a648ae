"""The types that `contract.py`, `design.py` and `operations.py` are written in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["integer", "number", "boolean", "timestamp", "categorical"]


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the data contract.

    `use` tells a model input from a column kept for slices and fairness only.
    """

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    minimum: float = -math.inf
    maximum: float = math.inf
    nullable: bool = False
    separator: str = ""
    """Between the values of a row, where it may have several."""
    use: Literal["model", "evaluation"] = "model"
    unit: str = ""
    description: str = ""
    column: str = ""
    """Name in the source, where it is another one."""
    source: str = ""
    """The system that the values come from."""
    owner: str = ""
    """The team that answers for the values."""
    available_at: str = "prediction"
    """When a value is known: `label` with the outcome, `+2h` after the prediction, `-1d` before it."""
    tags: tuple[str, ...] = ()
    justification: str = ""
    """Why the model may read a protected attribute."""

    @property
    def origin(self) -> str:
        """Whom to ask about the values, as far as the design says it."""
        return ", ".join(filter(None, (self.source, self.owner)))

    @property
    def is_protected(self) -> bool:
        """Whether the values tell a protected attribute, and nothing justifies their use."""
        return not {"protected", "proxy"}.isdisjoint(self.tags) and not self.justification

    @property
    def is_late(self) -> bool:
        """Whether the values are known only after the prediction."""
        return self.available_at.startswith(("label", "+"))


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of the rows for training, validation and test, and the seed that draws them."""

    train: float
    validation: float
    test: float
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Metric:
    """A declared metric, what it is for, and the bounds that it must keep on the test rows.

    `kind` is the metric's name in `metrics.py` where the design calls it otherwise.
    """

    name: str
    role: Literal["optimize", "satisfy", "report"]
    kind: str = ""
    maximize: bool = True
    minimum: float | None = None
    maximum: float | None = None
    params: Mapping[str, float] = field(default_factory=dict)

    @property
    def sign(self) -> int:
        """Makes more of the metric better: 1, or -1 where less is."""
        return 1 if self.maximize else -1


@dataclass(frozen=True, slots=True)
class MustBeat:
    """The model's `metric` exceeds the baseline's by `margin`, at the given confidence."""

    baseline: str
    metric: str
    margin: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How uncertainty is estimated: resamples of the rows, and the coverage of the intervals."""

    resamples: int
    confidence: float
    seed: int


@dataclass(frozen=True, slots=True)
class Slice:
    """Bounds on `metric` for every group of `column` that has at least `min_rows` test rows.

    A group is a value of the column, or a range of numbers between `edges` or `quantiles`.
    """

    column: str
    metric: str
    min_rows: int
    minimum: float | None = None
    maximum: float | None = None
    edges: tuple[float, ...] = ()
    quantiles: int | None = None


@dataclass(frozen=True, slots=True)
class Fairness:
    """The bounds of a group metric over the groups of column `by`."""

    metric: str
    by: str
    maximum: float | None = None
    minimum: float | None = None


@dataclass(frozen=True, slots=True)
class Costs:
    """What the outcomes of a decision cost, in units of `currency`."""

    false_positive: float
    false_negative: float
    true_positive: float = 0.0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Budget of the hyper-parameter search; it ends at whichever limit comes first."""

    trials: int
    metric: str
    timeout_seconds: float | None = None
    sampler: Literal["tpe", "random"] = "tpe"


@dataclass(frozen=True, slots=True)
class Drift:
    """When a distribution counts as changed.

    The statistic must exceed `threshold`, or any value when None, and chance must explain it with
    a probability below `alpha`.
    """

    test: Literal["psi", "ks", "wasserstein", "jensen_shannon", "chi2"]
    threshold: float | None
    alpha: float = 0.05


@dataclass(frozen=True, slots=True)
class Trigger:
    """A signal that starts a retraining before its time, at most once per cooldown."""

    metric: str
    above: float | None = None
    below: float | None = None
    cooldown_seconds: float = 0
