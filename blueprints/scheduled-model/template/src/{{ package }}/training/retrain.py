"""`make retrain`: train, judge, and promote or refuse.

Exit code 1 when the challenger is refused: the champion goes on, and a person should look.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from prometheus_client import Gauge

from ..artifacts import registry
from ..artifacts.manifest import read_manifest, sha256
from ..artifacts.model_store import NoModelError, folder_of, lease, read_pointer
from ..config import operations
from ..config.errors import CorruptArtefactError
from ..config.settings import MODELS, REPORTS
from ..data.lineage import code_version, is_exact
from ..evaluation.champion_challenger import Challenge, challenge
from ..evaluation.evaluate import evaluate
from ..models.families import FAMILIES
from ..monitoring.job_metrics import reporting
from .train import train_alone


class Outcome(msgspec.Struct, frozen=True):
    """What `reports/retrain.json` holds."""

    at: datetime
    challenger: str
    accepted: bool
    promoted: bool
    reason: str
    failed_gates: list[str]
    challenge: Challenge | None
    """None without a champion to hold it against."""
    is_news: bool = True
    """False when data and code are those of the champion."""


def retrain(
    data: Path, models: Path, reports: Path, progress: Callable[[str], None], *, first: bool = False
) -> Outcome:
    """Train a challenger and decide on it; promote it where the design says so.

    Without a champion nothing is promoted, unless this is to be the `first`: a champion that is missing
    may have been lost, and its successor must not get the role unchallenged.

    Raises:
        BusyError: when another training is running.
    """
    with lease(models):
        if known := unchanged(data, models):
            reason = f"nothing new: the champion {known} was made from these data by this code"
            return Outcome(datetime.now(UTC), known, False, False, reason, [], None, is_news=False)
        manifest = train_alone(data, models, progress)
        failed = [gate.id for gate in evaluate(models / manifest.version, data, reports).failed]
        compared = against_champion(manifest.family, data, models)
        accepted = passes(failed, compared, first=first)
        why = decision(failed, compared, accepted)
        promoted = accepted and operations.PROMOTION == "automatic"
        if promoted:
            try:
                registry.promote(manifest.version, models, by_hand=False)
            except registry.HeldError as error:
                promoted, why = False, f"waits: {error}"
        return Outcome(datetime.now(UTC), manifest.version, accepted, promoted, why, failed, compared)


def unchanged(data: Path, models: Path) -> str | None:
    """The champion, when it was trained on these bytes by this code: another run would change nothing."""
    try:
        champion = read_manifest(folder_of("champion", models))
    except (NoModelError, CorruptArtefactError):
        return None
    code = code_version()
    known = (champion.data_sha256, champion.code_version) == (sha256(data), code)
    return champion.version if known and is_exact(code) else None


def against_champion(family: str, data: Path, models: Path) -> Challenge | None:
    """The comparison with the champion; with one that cannot be read there is none."""
    try:
        champion = read_manifest(folder_of("champion", models))
    except (NoModelError, CorruptArtefactError):
        return None
    if champion.family not in FAMILIES:
        return None
    return challenge(FAMILIES[champion.family], FAMILIES[family], data)


def passes(failed: list[str], compared: Challenge | None, *, first: bool = False) -> bool:
    """Whether the challenger passes what the design asks for."""
    if operations.PROMOTION_GATE == "none":
        return True
    if operations.PROMOTION_GATE == "evaluation":
        return not failed
    return not failed and (compared.accepted if compared else first)


def decision(failed: list[str], compared: Challenge | None, accepted: bool) -> str:
    """The decision in a sentence."""
    found = str(compared) if compared else "no champion; `make retrain FIRST=1` promotes the first"
    if failed:
        found = f"it fails {', '.join(failed)}; {found}"
    if not accepted:
        return f"refused: {found}"
    if operations.PROMOTION == "manual":
        return f"waits for a person to promote it: {found}"
    return f"promoted: {found}"


def why_now(models: Path) -> str | None:
    """Why a retraining is due; None when it is not."""
    try:
        if read_pointer("champion", models).held:
            return None
        champion = read_manifest(folder_of("champion", models))
    except NoModelError:
        return "there is no champion"
    age = (datetime.now(UTC) - datetime.fromisoformat(champion.created_at)).total_seconds()
    cadence = operations.RETRAIN_CADENCE_SECONDS
    due = cadence is not None and age >= cadence
    return f"the champion is {age / 86_400:.1f} days old" if due else None


def say(line: str) -> None:
    """Report progress."""
    print(f"retrain: {line}", flush=True)


def run(data: Path, *, if_due: bool, first: bool) -> bool:
    """Retrain, now or where it is due, and say what was decided; whether that is as it should be."""
    if if_due:
        cause = why_now(MODELS)
        say(cause or "not due")
        if cause is None:
            return True
    with reporting("retrain") as series:
        outcome = retrain(data, MODELS, REPORTS, say, first=first)
        gauge = Gauge("mljob_retrain_promoted", "1 when the challenger was promoted.", registry=series)
        gauge.set(outcome.promoted)
        text = msgspec.json.format(msgspec.json.encode(outcome), indent=2)
        (REPORTS / "retrain.json").write_bytes(text + b"\n")
    say(outcome.reason)
    return outcome.accepted or not outcome.is_news
