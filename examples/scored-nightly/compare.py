"""Scores a night by one process and by the engine of a project; compares answers, seconds, CPU and memory.

python generate.py night DELIVERY --rows 3000000 --files 60
PROJECT/.venv/bin/python compare.py PROJECT DELIVERY
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

LOCAL = "from pathlib import Path; from scored_nightly.batch.job import score; score(Path({!r}))"


@dataclass
class Use:
    """What a command and all that it starts use: most kilobytes at a time, and seconds of CPU by process."""

    peak: int = 0
    cpu: dict[int, float] = field(default_factory=dict)


def measured(command: list[str], project: Path, output: Path) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and most megabytes (PSS) of a command and what it starts."""
    settings = {**os.environ, "PYTHONPATH": "src", "PREDICTIONS_DIR": str(output), "REPORTS_DIR": str(output)}
    start, use = time.monotonic(), Use()
    process = subprocess.Popen(command, cwd=project, env=settings, stderr=subprocess.DEVNULL)
    threading.Thread(target=watch, args=(process, use), daemon=True).start()
    assert process.wait() == 0, command
    return time.monotonic() - start, sum(use.cpu.values()), use.peak / 1000


def watch(process: subprocess.Popen[bytes], use: Use) -> None:
    """Look at a process and its descendants until it ends; what waits for none of them counts as well."""
    while process.poll() is None:
        ids = family(process.pid)
        use.peak = max(use.peak, sum(map(pss, ids)))
        use.cpu |= {one: seconds for one in ids if (seconds := cpu(one))}
        time.sleep(0.1)


def family(process: int) -> list[int]:
    """A process, what it started, and what that started."""
    try:
        started = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [process, *(one for child in started for one in family(int(child)))]


def cpu(process: int) -> float:
    """Seconds of CPU of a process; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
            "engine": ["-m", "scored_nightly.cli", "batch", "--data", str(given.delivery.resolve())],
        }
        found = {}
        for engine, command in commands.items():
            output = Path(folder) / engine
            wall, cpu, memory = measured([sys.executable, *command], given.project, output)
            found[engine] = answers(output)
            print(
                f"{engine}: {wall:.1f} s, {cpu:.1f} s of CPU, {memory:.0f} MB, {found[engine].height:,} rows"
            )
        print(f"equal: {found['local'].equals(found['engine'])}")


if __name__ == "__main__":
    main()
