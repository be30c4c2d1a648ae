"""Load one URL with wrk: one thread, on a core that the server does not use."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 16
KEY = "the-only-caller-of-the-benchmark-"
"""The API key of its calls, for services that ask for one."""
UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


@dataclass(frozen=True)
class Load:
    """What wrk saw."""

    rate: float
    """Answers a second."""
    p50: float
    """Milliseconds."""
    p99: float
    errors: int


def cores() -> tuple[str, str]:
    """Return a core for the server and another one for the load, the same one if there is no other."""
    available = sorted(os.sched_getaffinity(0))
    return str(available[0]), str(available[-1])


def missing() -> list[str]:
    """Return the programs that are not installed."""
    return [name for name in ("wrk", "taskset") if shutil.which(name) is None]


def load(url: str, body: str, seconds: int, scratch: Path) -> Load:
    """POST the body to the URL for some seconds.

    Raises:
        subprocess.CalledProcessError: if wrk fails.
    """
    script = scratch / "post.lua"
    script.write_text(
        f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
        f'wrk.headers["X-API-Key"] = "{KEY}"\nwrk.body = [==[{body}]==]\n'
    )
    command = ["taskset", "-c", cores()[1], "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    told = subprocess.run(
        [*command, "--timeout", "10s", "-s", str(script), url], check=True, text=True, stdout=subprocess.PIPE
    ).stdout
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    return Load(
        rate=float(_found(r"Requests/sec:\s+([\d.]+)", told)),
        p50=_milliseconds(told, "50%"),
        p99=_milliseconds(told, "99%"),
        errors=int(errors[1]) if errors else 0,
    )


def _milliseconds(told: str, quantile: str) -> float:
    found = re.search(rf"{quantile}\s+([\d.]+)(us|ms|s)", told)
    return float(found[1]) * UNITS[found[2]] if found else float("nan")


def _found(pattern: str, told: str) -> str:
    found = re.search(pattern, told)
    if found is None:
        raise ValueError(f"wrk said: {told}")
    return found[1]
