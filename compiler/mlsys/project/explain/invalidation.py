"""What a change of the document demands, and what it does to the experiment that may be running."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlsys.spec.difference import Difference

if TYPE_CHECKING:
    from mlsys.ir.system import System

DEMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "doc": (),
    "monitor": ("reload alert rules and dashboards",),
    "regate": ("evaluate the running model again",),
    "redeploy": ("roll out services and jobs",),
    "retrain": ("retrain",),
    "relabel": ("relabel", "retrain"),
    "re-experiment": ("experiment again",),
    "api-break": ("consumers must change",),
}
"""What each impact demands."""
_INVALIDATING: Final = ("relabel", "re-experiment", "api-break")
_TYPE: Final = ("experiment", "type")
_NAME: Final = ("experiment", "name")


@dataclass(frozen=True, slots=True)
class Experiment:
    """The experiment before and after a change."""

    before: str
    """How it was called, with what it was; empty when there was none."""
    after: str
    """The name of the one that is declared now, or what it is; empty when there is none."""
    renamed: bool
    divides: bool
    """Whether the one that is declared now divides units at random."""
    duration: str
    """How long the one that is declared now takes at most; empty when that is open."""

    @classmethod
    def of(cls, found: Iterable[Difference], system: System) -> Experiment:
        """Return the experiment of ``system``, and the one before the changes ``found``."""
        was = {difference.change.route: difference.change.old for difference in found}
        now = system.spec.experiment
        kind = now.type if now is not None else "none"
        name = now.name if now is not None else None
        metric = now.metric if now is not None else None
        before = _called(
            was.get(_NAME, name), was.get(_TYPE, kind), was.get(("experiment", "metric"), metric)
        )
        limit = now.max_duration if now is not None else None
        return cls(
            before,
            after=_called(name, kind, metric),
            renamed=was.get(_NAME, name) != name,
            divides=kind == "ab",
            duration=f"up to {limit}" if limit is not None else "",
        )

    def demands(self, difference: Difference) -> tuple[str, ...]:
        """Return what a changed field demands."""
        if difference.change.route[:1] == ("experiment",) and not (self.before and self.after):
            return ("experiment",) if self.after else ()
        return DEMANDS.get(difference.change.impact, ())

    def effect(self, difference: Difference) -> Iterator[str]:
        """Yield what a changed field does to the experiment."""
        if not self.before or difference.change.impact not in _INVALIDATING:
            return
        if self.after:
            yield f"{self.before} is invalid"
        elif difference.change.route[:1] == ("experiment",):
            yield f"{self.before} is called off"

    def outlook(self, found: Iterable[Difference]) -> Iterator[str]:
        """Yield what follows when the experiment is invalid."""
        if not (self.before and self.after) or not any(each.change.impact in _INVALIDATING for each in found):
            return
        if self.renamed:
            yield f"{self.after} takes its place" + (f" for {self.duration}" if self.duration else "")
        elif self.divides:
            takes = f"; it takes {self.duration}" if self.duration else ""
            yield f"name the next experiment anew, so that its units are divided anew{takes}"
        elif self.duration:
            yield f"the next experiment takes {self.duration}"


def _called(name: object, kind: object, metric: object) -> str:
    if kind in (None, "none"):
        return ""
    if name:
        return f"experiment {name}"
    return f"the {kind} experiment" + (f" on {metric}" if metric else "")
