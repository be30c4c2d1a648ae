"""``python -m benchmarks.batch PROJECT``: batch scoring beside the bare model, and its memory."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.project import NotReadyError, Project

SLOWEST = 1.5
GROWTH = 1.3
"""Most that the peak of memory may grow with the length of the file."""
LONGER = 4


def main() -> int:
    """Print the table; with ``--check``, 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="benchmarks.batch", description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--check", action="store_true", help="exit with 1 when a target is missed")
    options = parser.parse_args()
    try:
        project = Project.at(options.project)
    except NotReadyError as error:
        print(f"benchmarks.batch: {error}", file=sys.stderr)
        return 2
    small, large = (
        json.loads(project.run("batch_time.py", project.models, project.data, str(rows), *flags))
        for rows, flags in ((options.rows, ["--bare"]), (LONGER * options.rows, []))
    )
    slower, growth = small["batch"] / small["pipeline"], large["memory"] / small["memory"]
    print(f"{options.rows:,} rows of CSV, fastest of five rounds; the longer file once\n")
    print("| what | seconds | beside the pipeline | target |\n|---|---|---|---|")
    print(f"| the pipeline's predict_proba, rows in memory | {small['pipeline']:.2f} | 1 | |")
    print(f"| the exported graph, tensors in memory | {small['graph']:.2f} | {ratio(small, 'graph')} | |")
    print(f"| `make batch`: read, check, score, write | {small['batch']:.2f} | {slower:.2f} | ≤ {SLOWEST} |")
    print("\n| rows | seconds | peak MiB | target |\n|---|---|---|---|")
    for rows, figures in ((options.rows, small), (LONGER * options.rows, large)):
        print(f"| {rows:,} | {figures['batch']:.2f} | {figures['memory'] / 2**20:.0f} | |")
    print(f"\npeak of memory for {LONGER} times the rows: × {growth:.2f}, target ≤ {GROWTH}")
    return int(options.check and (slower > SLOWEST or growth > GROWTH))


def ratio(figures: dict[str, float], name: str) -> str:
    """Seconds beside those of the pipeline."""
    return f"{figures[name] / figures['pipeline']:.2f}"


if __name__ == "__main__":
    sys.exit(main())
