"""The ML Test Score of a project, from what ran and from nothing else.

Breck et al., "The ML Test Score: A Rubric for ML Production Readiness", IEEE Big Data 2017: four sections of
seven tests; half a point for a test that was run by hand, a point for one that a machine runs; the score is
the least of the four sums.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from mlsys.project.evidence import Evidence

BY_HAND: Final = 0.5
AUTOMATED: Final = 1.0
_LEVELS: Final = (
    (0.0, "a research project"),
    (1.0, "not without holes"),
    (2.0, "a first pass at productionization"),
    (3.0, "reasonably tested"),
    (5.0, "strong"),
)


class Group(enum.Enum):
    """The four sections."""

    DATA = "data"
    MODEL = "model"
    INFRASTRUCTURE = "infrastructure"
    MONITORING = "monitoring"


class Verdict(enum.Enum):
    """How a test of the rubric stands."""

    AUTOMATED = "automated"
    BY_HAND = "by hand"
    STALE = "stale"
    FAILED = "failed"
    MISSING = "not run"
    UNSUPPORTED = "not supported yet"


@dataclass(frozen=True, slots=True)
class Test:
    """One of the 28, and what has to have passed for it: pairs of a run and a pattern of its checks."""

    id: str
    group: Group
    title: str
    needs: tuple[tuple[str, str], ...] = ()
    """Empty where no generated run shows it."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a test of the rubric is worth here, and why."""

    test: Test
    verdict: Verdict
    why: str

    @property
    def worth(self) -> float:
        """The points."""
        return {Verdict.AUTOMATED: AUTOMATED, Verdict.BY_HAND: BY_HAND}.get(self.verdict, 0.0)


@dataclass(frozen=True, slots=True)
class Score:
    """All 28."""

    points: tuple[Point, ...]

    @property
    def sums(self) -> Mapping[Group, float]:
        """The points of each section."""
        return {group: sum(p.worth for p in self.points if p.test.group is group) for group in Group}

    @property
    def value(self) -> float:
        """The least of the four sums."""
        return min(self.sums.values())

    @property
    def level(self) -> str:
        """What the authors of the rubric call such a score."""
        return next((name for most, name in _LEVELS if self.value <= most), "exceptional")


def _drill(name: str) -> tuple[str, str]:
    return "prove", f"tests/fault_injection/{name}.py"


def _test(path: str) -> tuple[str, str]:
    return "test", f"tests/*{path}"


_ROWS: Final[Mapping[Group, tuple[tuple[str, tuple[tuple[str, str], ...]], ...]]] = {
    Group.DATA: (
        ("expectations of features are in a schema", (_drill("corrupt_values"),)),
        ("all features are beneficial", ()),
        ("no feature costs too much", ()),
        ("features keep to the requirements", (("evaluate", "model.inputs"), _drill("sneak_input"))),
        ("privacy is controlled", (_drill("move_abroad"),)),
        ("new features are added quickly", ()),
        ("code of features is tested", (_test("test_parsing.py::*"), _test("test_conformance.py::*"))),
    ),
    Group.MODEL: (
        ("specifications are reviewed and submitted", ()),
        ("metrics offline and online go together", (_drill("invert_link"), ("business", "passed"))),
        ("hyperparameters are tuned", ()),
        ("the cost of a stale model is known", ()),
        ("a simpler model is not better", (("evaluate", "must_beat"),)),
        ("quality holds on slices", (("evaluate", "slice.*"), _drill("spoil_slice"))),
        ("the model is inclusive", (("evaluate", "fairness.*"), _drill("favour_group"))),
    ),
    Group.INFRASTRUCTURE: (
        ("training is reproducible", (_test("test_reproducibility.py::*"),)),
        ("the model is unit tested", (_test("test_tiny_batch_can_be_learned_by_heart"),)),
        ("the pipeline is integration tested", (_test("test_batch.py::*"), _test("test_retrain.py::*"))),
        ("quality is judged before serving", (("evaluate", "all gates"), _drill("shuffle_labels"))),
        ("a single example can be debugged", (_test("test_explain*::*"),)),
        ("models are released to a few first", (_drill("bad_candidate"),)),
        ("models are rolled back", (_drill("roll_back"),)),
    ),
    Group.MONITORING: (
        ("changes of dependencies notify", (_drill("drop_column"), _drill("cut_feed"))),
        ("invariants of data hold", (_drill("invalid_input"), _drill("shift_feature"))),
        (
            "training and serving do not differ",
            (("evaluate", "model.parity"), _test("test_conformance.py::*")),
        ),
        ("models are not stale", (_drill("stale_model"), ("monitor", "passed"))),
        ("the model is numerically stable", (_drill("wreck_answers"),)),
        ("speed does not regress", (_drill("inject_latency"), ("loadtest", "passed"))),
        ("quality of served data does not regress", (_drill("wrong_outcomes"), ("monitor", "passed"))),
    ),
}
TESTS: Final = tuple(
    Test(f"{group.name[0] if group is not Group.MONITORING else 'O'}{number}", group, title, needs)
    for group, rows in _ROWS.items()
    for number, (title, needs) in enumerate(rows, start=1)
)


def score(evidence: Mapping[str, Evidence], tests: Iterable[Test] = TESTS) -> Score:
    """Return the score of a project whose runs left ``evidence``."""
    return Score(tuple(_point(test, evidence) for test in tests))


def _point(test: Test, evidence: Mapping[str, Evidence]) -> Point:
    if not test.needs:
        return Point(test, Verdict.UNSUPPORTED, "no generated run shows it")
    for run, pattern in test.needs:
        verdict, why = _judge(evidence.get(run), run, pattern)
        if verdict is not None:
            return Point(test, verdict, why)
    runs = {run: evidence[run] for run, _ in test.needs}
    verdict = Verdict.AUTOMATED if all(each.automated for each in runs.values()) else Verdict.BY_HAND
    return Point(
        test, verdict, ", ".join(f"{name} at {each.at:%Y-%m-%d %H:%M}" for name, each in runs.items())
    )


def _judge(found: Evidence | None, run: str, pattern: str) -> tuple[Verdict | None, str]:
    """Return what is wrong with the evidence of one run, if anything is."""
    command = f"make {run}"
    if found is None:
        return Verdict.MISSING, f"`{command}` left no evidence"
    if found.stale:
        return Verdict.STALE, f"`{command}`: {found.stale}"
    checks = found.matching(pattern)
    if not checks:
        return Verdict.MISSING, f"`{command}` has no {pattern}"
    failed = [name for name, passed in checks.items() if not passed]
    return (Verdict.FAILED, f"`{command}`: {failed[0]}") if failed else (None, "")
