"""The table of ratios comes out, with figures that can be true; what they are is not asserted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
@pytest.mark.alone
def test_the_table_has_a_row_for_each_case() -> None:
    command = [sys.executable, "-m", "benchmarks", "--only", "start-up", "--rounds", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    rows = [
        line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("| start-up")
    ]
    assert [row[4] for row in rows] == [
        "python -c pass",
        *(f"{peer} --version" for peer in ("cookiecutter", "copier", "check-jsonschema")),
    ]
    floor, *heavier = (int(row[6]) for row in rows)
    assert all(peak > floor for peak in heavier)


@pytest.mark.slow
@pytest.mark.alone
def test_all_groups_are_measured_unless_one_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks import __main__, cases

    asked: list[str] = []
    for name in cases.GROUPS:
        monkeypatch.setitem(cases.GROUPS, name, lambda _, name=name: asked.append(name) or ())
    monkeypatch.setattr(__main__, "_install", lambda: None)
    monkeypatch.setattr(sys, "argv", ["benchmarks"])
    assert __main__.main() == 0
    assert asked == list(cases.GROUPS)
