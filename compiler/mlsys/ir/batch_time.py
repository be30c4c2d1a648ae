"""How long a batch takes in one process and in several, and from how many rows several pay."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlsys.ir.cron import shortest_gap
from mlsys.ir.derivation import Derivation
from mlsys.ir.wording import count, duration
from mlsys.route import Route

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.root import MLSystem

SOURCE: Final = "docs/explanation/scale.md"
PER_ROW: Final = 2.4e-6
"""CPU seconds that a row of 17 columns takes: read, checked, scored by a logistic regression, written."""
START: Final = 2.0
"""Seconds until a process has imported what it needs."""
MORE: Final = {"sharded": 1.0, "ray": 16.5}
"""Seconds that the start of workers on one machine takes longer than that of one process, by engine."""
POD: Final = {"sharded": 20.0, "ray": 36.5}
"""The same for pods: 20 from their creation to the start of a process are an assumption, not measured."""
SHARED_ROW: Final = {"sharded": PER_ROW, "ray": 3.7e-6}
"""CPU seconds that a row takes by engine."""
_BATCH: Route = ("infra", "batch")
_WORKERS: Route = ("infra", "compute", "workers")


@dataclass(frozen=True, slots=True)
class BatchTime:
    """The time of a declared number of rows on a declared number of workers."""

    rows: int
    workers: int
    more: float
    """Seconds that workers need to start."""
    per_row: float
    """CPU seconds that a row takes on a worker."""

    @property
    def alone(self) -> float:
        """Seconds in one process."""
        return START + self.rows * PER_ROW

    @property
    def shared(self) -> float:
        """Seconds on all workers, each on a core of its own."""
        return START + self.more + self.rows * self.per_row / self.workers

    @property
    def pays_from(self) -> int:
        """Rows from which the workers are faster than one process."""
        return math.ceil(self.more / (PER_ROW - self.per_row / self.workers) - 1e-6)


def batch_time(spec: MLSystem) -> BatchTime | None:
    """Return the time of a batch on workers; ``None`` where it declares no rows, or one worker has all."""
    rows, compute = spec.infra.batch.rows, spec.infra.compute
    if rows is None or compute.engine not in MORE or compute.workers == 1:
        return None
    more = MORE if spec.infra.platform == "local" else POD
    return BatchTime(rows, compute.workers, more[compute.engine], SHARED_ROW[compute.engine])


def window(spec: MLSystem) -> float | None:
    """Return the seconds that a batch may take: those declared, else those until the next one starts."""
    batch = spec.infra.batch
    if batch.max_duration is not None:
        return batch.max_duration.seconds
    return shortest_gap(batch.schedule) if batch.schedule is not None else None


def derive(system: System) -> Iterator[Derivation]:
    """Yield the seconds that the rows of a batch take."""
    time = batch_time(system.spec)
    if time is None:
        return
    yield Derivation(
        id="batch.seconds",
        value=time.shared,
        unit="s",
        summary="Seconds that the rows of a batch take on the declared workers.",
        working=(
            f"{count(time.rows)} rows × {PER_ROW * 1e6:g} µs = {duration(time.alone)} in one process with "
            f"its start, {duration(time.shared)} on {time.workers} workers, which are faster from "
            f"{count(time.pays_from)} rows"
        ),
        inputs=((*_BATCH, "rows"), _WORKERS),
        source=SOURCE,
    )
