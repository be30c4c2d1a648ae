"""``python -m benchmarks``: print the table of ratios; ``--check`` fails when a target is missed."""

from __future__ import annotations

import argparse
import compileall
import site
import sys
import tempfile
from pathlib import Path

from benchmarks.cases import GROUPS, ROOT, Case, cases
from benchmarks.measure import Comparison, compare, median_cpu, peak_memory
from mlsys.render.precompiled import write_modules
from mlsys.resources import templates_dir

HEADER = ("what", "ours", "ms", "MiB", "beside", "ms", "MiB", "ratio", "target", "met")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="measured runs of each pair (default: 5)")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a target is missed")
    parser.add_argument("--slack", type=float, default=1.0, help="factor by which a target may be missed")
    parser.add_argument("--only", choices=list(GROUPS), help="measure one group of cases alone")
    options = parser.parse_args()
    _install()
    print(f"Processor time of the whole process, median of {options.rounds} paired rounds; ratio per file.")
    print(
        "Every run is cold but for byte code, as after an installation: nothing is remembered between runs.\n"
    )
    print("| " + " | ".join(HEADER) + " |\n|" + "---|" * len(HEADER))
    missed = []
    with tempfile.TemporaryDirectory(prefix="mlsys-bench-") as scratch:
        for case in cases(Path(scratch), options.only):
            comparison = compare(case.ours, case.peer, min(options.rounds, case.rounds or options.rounds))
            ratio = comparison.ratio * case.files[1] / case.files[0]
            print(_row(case, comparison, ratio), flush=True)
            if ratio > case.target * options.slack:
                missed.append(case)
    for case in missed:
        print(f"missed: {case.title}, {case.ours.name} beside {case.peer.name}", file=sys.stderr)
    return 1 if missed and options.check else 0


def _install() -> None:
    """Compile every template and module first, as a build and an installer do, so that no run pays for it."""
    write_modules(templates_dir())
    for folder in (*site.getsitepackages(), ROOT / "compiler", templates_dir()):
        compileall.compile_dir(str(folder), quiet=2, workers=0)


def _row(case: Case, comparison: Comparison, ratio: float) -> str:
    cells = (
        case.title,
        case.ours.name,
        f"{median_cpu(comparison.ours) * 1000:.0f}",
        f"{peak_memory(comparison.ours) / 2**20:.0f}",
        case.peer.name,
        f"{median_cpu(comparison.peer) * 1000:.0f}",
        f"{peak_memory(comparison.peer) / 2**20:.0f}",
        f"{ratio:.3g}",
        f"≤ {case.target:.3g}",
        "yes" if ratio <= case.target else "**no**",
    )
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
