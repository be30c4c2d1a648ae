"""The view that rules see of a document with faults: it looks like the system and tells what was read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlsys.ir.system import System
from mlsys.rules.recording import recorded
from mlsys.spec.fields import Section
from rules_support import environments_of

LATENCY = ("requirements", "reliability", "slos", "latency")
REPLICAS = ("infra", "serving", "replicas", "max")
COLUMN = ("data", "features", "tenure")


@pytest.fixture(scope="module")
def system() -> System:
    (found, *_) = environments_of(Path(__file__).parents[2] / "examples/telco-churn/mlsystem.yaml")
    return found[1]


@pytest.mark.parametrize(
    ("read", "touched"),
    [
        (lambda s: s.spec.infra.serving.replicas.max, {REPLICAS}),
        (lambda s: s.spec.infra.serving.replicas.min, set()),
        (lambda s: s.spec.infra.serving, set()),
        (lambda s: s.spec.task.type, set()),
        (lambda s: s.declared(REPLICAS), {REPLICAS}),
        (lambda s: s.declared((*REPLICAS, "deeper")), {REPLICAS}),
        (lambda s: s.declared(REPLICAS[:-1]), set()),
        (lambda s: s.derivations["serving.replicas"], {REPLICAS}),
        (lambda s: list(s.derivations.values()), {REPLICAS}),
        (lambda s: vars(s.spec.infra.serving.replicas), set()),
    ],
)
def test_what_is_read_is_recorded(
    system: System, read: Callable[[Any], object], touched: set[tuple[str, ...]]
) -> None:
    view, record = recorded(system, [REPLICAS])
    assert not record.read
    read(view)
    assert record.read == touched


def test_entries_of_maps_are_told_apart(system: System) -> None:
    view, record = recorded(system, [(*LATENCY, "objective"), (*COLUMN, "range")])
    for name, slo in view.spec.requirements.reliability.slos.items():
        record.read.clear()
        assert slo.objective == system.spec.requirements.reliability.slos[name].objective
        assert record.read == ({(*LATENCY, "objective")} if name == "latency" else set())
    record.read.clear()
    assert view.features["tenure"].spec.range is not None
    assert record.read == {(*COLUMN, "range")}


def test_a_view_passes_for_what_it_shows(system: System) -> None:
    view: Any = recorded(system, [REPLICAS])[0]
    task = view.spec.task
    assert isinstance(task, Section)
    assert isinstance(task, type(system.spec.task))
    assert task is view.spec.task
    assert task == system.spec.task
    assert repr(view.spec) == repr(system.spec)
    assert view.spec.declared == system.spec.declared
    assert view.spec.language_fields() is system.spec.language_fields()
    with pytest.raises(AttributeError, match="read-only"):
        task.type = "regression"


def test_views_stand_side_by_side_and_leave_the_system_alone(system: System) -> None:
    one, first = recorded(system, [REPLICAS])
    two, second = recorded(system, [("infra", "serving", "replicas", "min")])
    assert one.spec.infra.serving.replicas.max == two.spec.infra.serving.replicas.max
    assert (first.read, second.read) == ({REPLICAS}, set())
    first.read.clear()
    assert system.spec.infra.serving.replicas.max is not None
    assert not first.read
