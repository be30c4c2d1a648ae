"""Random lives of a project, as many as there is time for."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from lives_support import COMMON, Life


def live(kind: type[Life], number: int) -> None:
    run_state_machine_as_test(kind, settings=settings(max_examples=number, **COMMON))  # type: ignore[arg-type, no-untyped-call]


def test_no_line_is_lost_in_thirty_lives() -> None:
    live(Life, 30)


@pytest.mark.slow
@pytest.mark.parametrize("lives", [200, pytest.param(5000, marks=pytest.mark.long)])
def test_no_line_is_lost_in_many_lives(lives: int) -> None:
    live(Life, lives)
