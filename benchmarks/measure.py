"""Measure commands in pairs, so that a busy machine slows both sides alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LAUNCH = Path(__file__).parent / "programs" / "launch.py"


@dataclass(frozen=True)
class Cost:
    """What one run of a command took."""

    cpu: float
    """Seconds of processor time, user and system, with all its children."""
    peak: int
    """Peak of resident memory in bytes."""


@dataclass
class Command:
    """A command with what has to happen before each run, which is not measured."""

    name: str
    arguments: Sequence[str | Path]
    cwd: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], object] = lambda: None
    accept: tuple[int, ...] = (0,)

    def run(self) -> Cost:
        """Run once; raise if the exit code is none of ``accept``."""
        self.prepare()
        with open(os.devnull, "wb") as nothing, (self.cwd / ".stderr").open("w+b") as errors:
            subprocess.run(
                [sys.executable, "-I", "-S", LAUNCH, result := self.cwd / ".cost", *self.arguments],
                cwd=self.cwd,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=nothing,
                stderr=errors,
                check=True,
            )
            code, cpu, peak = result.read_text().split()
            if int(code) not in self.accept:
                errors.seek(0)
                raise RuntimeError(f"{self.name}: exit code {code}\n{errors.read().decode()[-2000:]}")
        return Cost(float(cpu), int(peak) * 1024)


@dataclass(frozen=True)
class Comparison:
    """The costs of two commands that ran in turns."""

    ours: tuple[Cost, ...]
    peer: tuple[Cost, ...]

    @property
    def ratio(self) -> float:
        """The median over the rounds of our processor time over the peer's."""
        return statistics.median(a.cpu / b.cpu for a, b in zip(self.ours, self.peer, strict=True))


def compare(ours: Command, peer: Command, rounds: int) -> Comparison:
    """Run both commands in turns, once unmeasured and then ``rounds`` times; one round is just that."""
    if rounds > 1:
        ours.run()
        peer.run()
    pairs = [(ours.run(), peer.run()) for _ in range(rounds)]
    return Comparison(tuple(a for a, _ in pairs), tuple(b for _, b in pairs))


def median_cpu(costs: Sequence[Cost]) -> float:
    """Return the median processor time in seconds."""
    return statistics.median(cost.cpu for cost in costs)


def peak_memory(costs: Sequence[Cost]) -> int:
    """Return the highest peak in bytes."""
    return max(cost.peak for cost in costs)
