"""A version on trial beside the champion: a file until its calls have decided, a record from then on.

Services share the calls and judge (`serving/trial.py`); whichever of them comes to a decision first writes it
down and moves the pointer. The record of each decision stays in `models/rollouts/`.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Final, Literal

import msgspec

from ..config.design import KEEP_VERSIONS
from ..config.operations import ROLLOUT_SECONDS, ROLLOUT_SHARE
from .model_store import fingerprint, pointer_lock, read_pointer, replace, write_pointer
from .role_changes import note_change

FILE: Final = "rollout.json"
RECORDS: Final = "rollouts"

Outcome = Literal["promoted", "rolled_back", "superseded"]


class Rollout(msgspec.Struct, frozen=True):
    """The version on trial, and the trial."""

    id: str
    """Also the salt by which calls are shared, so that no key is always among the first."""
    version: str
    path: str
    champion: str
    share: float
    started_at: datetime
    ends_at: datetime
    manifest_sha256: str | None = None
    """Of the candidate's manifest, which holds the hash of its model: an exchange is noticed."""
    best: str | None = None
    """What later challengers are held against, once the version is promoted."""

    def __str__(self) -> str:
        until = f"{self.ends_at:%Y-%m-%d %H:%M} UTC"
        return f"{self.version} is on trial with {self.share:.4g} of the calls until {until}"


class Finding(msgspec.Struct, frozen=True):
    """How often a promise was broken, and what follows."""

    promise: str
    calls: int
    bad: int
    promised: float
    """Share of bad calls that is allowed."""
    noticed: float
    """Share from which the version is refused."""
    log_ratio: float
    bound: float
    """The log ratio is broken above it, kept below its negative."""
    verdict: Literal["kept", "broken", "open"]
    champion_calls: int
    champion_bad: int

    def __str__(self) -> str:
        return (
            f"{self.promise} {self.verdict}: {self.bad:,} of {self.calls:,} calls bad "
            f"where {self.promised:.4g} may be (champion: {self.champion_bad:,} of {self.champion_calls:,})"
        )


class Record(msgspec.Struct, frozen=True):
    """What became of a trial, and why."""

    rollout: Rollout
    outcome: Outcome
    reason: str
    by: str
    """The service, the job or the person that acted."""
    at: datetime
    findings: list[Finding] = []


def read_rollout(models: Path) -> Rollout | None:
    """The trial that is under way; None when there is none."""
    try:
        return msgspec.json.decode((models / FILE).read_bytes(), type=Rollout)
    except FileNotFoundError:
        return None


def begin(
    version: str,
    models: Path,
    *,
    best: str | None = None,
    share: float = ROLLOUT_SHARE,
    seconds: float = ROLLOUT_SECONDS,
) -> Rollout:
    """Put a version on trial beside the champion; it takes the place of one that is on trial.

    Raises:
        NoModelError: when there is no champion.
    """
    now = datetime.now(UTC)
    with pointer_lock(models):
        rollout = Rollout(
            id=f"{version}-{token_hex(4)}",
            version=version,
            path=version,
            champion=read_pointer("champion", models).version,
            share=share,
            started_at=now,
            ends_at=now + timedelta(seconds=seconds),
            manifest_sha256=fingerprint(models / version),
            best=best,
        )
        if (earlier := read_rollout(models)) is not None:
            reason = f"{version} took its place"
            _write(Record(earlier, "superseded", reason, by="promotion", at=now), models)
        replace(models / FILE, msgspec.json.encode(rollout) + b"\n")
    return rollout


def close(record: Record, models: Path) -> bool:
    """End a trial as the record says, and keep it; False when somebody else has ended the trial."""
    rollout = record.rollout
    with pointer_lock(models):
        current = read_rollout(models)
        if current is None or current.id != rollout.id:
            return False
        champion = read_pointer("champion", models)
        if record.outcome == "promoted" and champion.version != rollout.champion:
            reason = f"{champion.version} became the champion meanwhile; {record.reason}"
            record = msgspec.structs.replace(record, outcome="superseded", reason=reason)
        if record.outcome == "promoted" and fingerprint(models / rollout.path) != rollout.manifest_sha256:
            reason = f"its files were changed during the trial; {record.reason}"
            record = msgspec.structs.replace(record, outcome="rolled_back", reason=reason)
        if record.outcome == "promoted":
            earlier = tuple(v for v in (champion.version, *champion.previous) if v != rollout.version)
            write_pointer("champion", rollout.version, earlier[:KEEP_VERSIONS], models)
            note_change("champion", rollout.version, models)
            if rollout.best is not None:
                write_pointer("best", rollout.best, models=models)
        _write(record, models)
        (models / FILE).unlink()
    return True


def records(models: Path) -> list[Record]:
    """What became of all trials, latest first."""
    texts = [path.read_bytes() for path in (models / RECORDS).glob("*.json")]
    found = [msgspec.json.decode(text, type=Record) for text in texts]
    return sorted(found, key=lambda record: record.at, reverse=True)


def evidence_folder(rollout: Rollout, models: Path) -> Path:
    """Where services leave what they counted."""
    return models / RECORDS / rollout.id


def _write(record: Record, models: Path) -> None:
    text = msgspec.json.format(msgspec.json.encode(record), indent=2)
    replace(models / RECORDS / f"{record.rollout.id}.json", text + b"\n")
    shutil.rmtree(evidence_folder(record.rollout, models), ignore_errors=True)
