"""`make monitor`: what users took of the lists that were published, and how old lists and model are.

Exit code 1 when users take far less of the lists than in the test, or the model is stale.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
import polars as pl
from prometheus_client import CollectorRegistry, Gauge

from ..artifacts.manifest import Manifest, read_manifest
from ..artifacts.model_store import folder_of
from ..batch.job import FILE
from ..config import design, operations
from ..config.settings import PREDICTIONS, REPORTS
from ..data.actions import Actions, load
from .job_metrics import reporting

REPORT_FILE: Final = "monitoring.json"
MIN_USERS: Final = 100
"""So many users with an action are needed before hits are judged."""
LEAST: Final = 0.5
"""Of those who took something of the popular list; below it something is broken."""


class Report(msgspec.Struct, frozen=True):
    """What `reports/monitoring.json` holds."""

    at: datetime
    model_version: str
    users: int
    """Users who acted after their list was published."""
    hit_rate: float | None
    """Share of them who took something of it."""
    popular_hit_rate: float | None
    """The same of the list that new users get, for the same users."""
    faults: list[str]
    model_age_seconds: float
    stale: bool


def watch(
    manifest: Manifest, actions: Actions, predictions: Path, now: datetime, window: timedelta
) -> Report:
    """Judge the lists published in the window that ends with the newest action."""
    users, hits, simple = taken(predictions, actions, actions.newest - window)
    age = (now - datetime.fromisoformat(manifest.created_at)).total_seconds()
    limit = operations.MAX_MODEL_AGE_SECONDS
    rates = (hits / users, simple / users) if users else (None, None)
    faults = list(faults_of(users, hits, simple))
    return Report(
        at=now,
        model_version=manifest.version,
        users=users,
        hit_rate=rates[0],
        popular_hit_rate=rates[1],
        faults=faults,
        model_age_seconds=age,
        stale=limit is not None and age > limit,
    )


def faults_of(users: int, hits: int, simple: int) -> Iterator[str]:
    """What is not as it should be; nothing while it may be chance."""
    chance = 1.96 * math.sqrt(users) / 2
    least = design.LEAST_HIT_RATE
    if users < MIN_USERS:
        return
    if least is not None and hits + chance < least * users:
        yield f"{hits / users:.1%} of {users:,} users took of their list, {least:.0%} is the least"
    if hits + chance < LEAST * simple:
        yield f"{hits:,} of {users:,} users took of their list, {simple:,} of the popular one"


def taken(predictions: Path, actions: Actions, since: datetime) -> tuple[int, int, int]:
    """Users who acted after a list, who took of it, and who took of the popular one."""
    later = pl.DataFrame(
        {
            design.USER: actions.users[actions.user],
            design.ITEM: actions.items[actions.item],
            design.TIME: actions.time,
        }
    )
    counts = [0, 0, 0]
    for path in sorted(predictions.glob(f"as_of=*/{FILE}")):
        lists = pl.read_parquet(path)
        if not lists.height or lists["as_of"][0] < since:
            continue
        came = later.filter(pl.col(design.TIME) > lists["as_of"][0])
        popular = lists.filter(pl.col(design.USER).is_null())[design.ITEM].implode()
        counts[0] += came[design.USER].n_unique()
        counts[1] += came.join(lists, on=[design.USER, design.ITEM], how="semi")[design.USER].n_unique()
        counts[2] += came.filter(pl.col(design.ITEM).is_in(popular))[design.USER].n_unique()
    return counts[0], counts[1], counts[2]


def add_series(registry: CollectorRegistry, report: Report) -> None:
    """Add the report to the job's metrics."""
    for name, rate in (("", report.hit_rate), ("popular_", report.popular_hit_rate)):
        told = "Share of users who took something of the list."
        gauge = Gauge(f"mljob_lists_{name}hit_ratio", told, registry=registry)
        gauge.set(math.nan if rate is None else rate)
    age = Gauge("mljob_model_age_seconds", "Time since the champion was trained.", registry=registry)
    age.set(report.model_age_seconds)


def monitor(window: timedelta) -> bool:
    """Judge the published lists and say how; whether all is as promised."""
    with reporting("monitor") as registry:
        manifest, actions = read_manifest(folder_of("champion")), load(Path(design.DATA_PATH))
        report = watch(manifest, actions, PREDICTIONS, datetime.now(UTC), window)
        add_series(registry, report)
        REPORTS.mkdir(parents=True, exist_ok=True)
        text = msgspec.json.format(msgspec.json.encode(report), indent=2)
        (REPORTS / REPORT_FILE).write_bytes(text + b"\n")
    if report.hit_rate is None:
        print("monitor: no user has acted since a list was published")
    else:
        print(
            f"monitor: {report.hit_rate:.1%} of {report.users:,} users took something of their list, "
            f"{report.popular_hit_rate:.1%} of the popular one"
        )
    for fault in report.faults:
        print(f"monitor: {fault}")
    if report.stale:
        print(f"monitor: the model is {report.model_age_seconds / 86_400:.1f} days old")
    return not (report.faults or report.stale)
