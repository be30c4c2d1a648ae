"""Scores a night by one process and by workers, and compares answers, seconds, CPU and memory.

python generate.py night DELIVERY --rows 3000000 --files 60
PROJECT/.venv/bin/python compare.py PROJECT DELIVERY
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import polars as pl

LOCAL = "from pathlib import Path; from scored_nightly.batch.job import score; score(Path({!r}))"


def measured(command: list[str], project: Path, output: Path) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and most megabytes (PSS) of a command and what it starts."""
    settings = {**os.environ, "PYTHONPATH": "src", "PREDICTIONS_DIR": str(output), "REPORTS_DIR": str(output)}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen(command, cwd=project, env=settings, stderr=subprocess.DEVNULL)
    peak = [0]
    threading.Thread(target=watch, args=(process, peak), daemon=True).start()
    assert process.wait() == 0, command
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, peak[0] / 1000


def watch(process: subprocess.Popen[bytes], peak: list[int]) -> None:
    """Keep the most kilobytes that a process and its children had together."""
    while process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        try:
            ids = [process.pid, *map(int, children.read_text().split())]
            peak[0] = max(peak[0], sum(map(pss, ids)))
        except OSError:
            pass
        time.sleep(0.1)


def pss(process: int) -> int:
    """Proportional set size of a process in kilobytes; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def answers(output: Path) -> pl.DataFrame:
    """All scored rows of a run, in the order of their key, without the time of scoring."""
    parts = sorted((output / "batch").glob("*/part-*.parquet"))
    return pl.concat(map(pl.read_parquet, parts)).drop("at").sort("account")


def main() -> None:
    """Print a line for each engine, and whether their answers are equal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("delivery", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "night.parquet"
        pl.scan_parquet(sorted(given.delivery.rglob("*.parquet"))).sink_parquet(whole)
        commands = {
            "local": ["-c", LOCAL.format(str(whole))],
            "sharded": ["-m", "scored_nightly.cli", "batch", "--data", str(given.delivery.resolve())],
        }
        found = {}
        for engine, command in commands.items():
            output = Path(folder) / engine
            wall, cpu, memory = measured([sys.executable, *command], given.project, output)
            found[engine] = answers(output)
            print(
                f"{engine}: {wall:.1f} s, {cpu:.1f} s of CPU, {memory:.0f} MB, {found[engine].height:,} rows"
            )
        print(f"equal: {found['local'].equals(found['sharded'])}")


if __name__ == "__main__":
    main()
