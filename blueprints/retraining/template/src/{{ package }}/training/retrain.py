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
from ..artifacts.manifest import read_manifest
from ..artifacts.model_store import NoModelError, folder_of
from ..config import operations
from ..config.settings import MODELS, REPORTS
from ..data.load import load
from ..data.split import split
from ..evaluation.champion_challenger import Challenge, challenge
from ..evaluation.evaluate import evaluate
from ..monitoring.job_metrics import reporting
from . import retrain_policy
from .train import train


class Outcome(msgspec.Struct, frozen=True):
    """What `reports/retrain.json` holds."""

    at: datetime
    challenger: str
    accepted: bool
    promoted: bool
    reason: str
    failed_gates: list[str]
    challenge: Challenge | None
    """None when there was no champion to beat."""


def retrain(data: Path, models: Path, reports: Path, progress: Callable[[str], None]) -> Outcome:
    """Train a challenger and decide on it; promote it where the design says so."""
    manifest = train(data, models, progress)
    folder = models / manifest.version
    evaluation = evaluate(folder, data, reports)
    registry.record(evaluation, reports)
    failed = [gate.id for gate in evaluation.failed]
    compared = against_champion(folder, data, models)
    accepted = passes(failed, compared)
    promoted = accepted and operations.PROMOTION == "automatic"
    if promoted:
        registry.promote(manifest.version, models)
    return Outcome(
        at=datetime.now(UTC),
        challenger=manifest.version,
        accepted=accepted,
        promoted=promoted,
        reason=reason(failed, compared, accepted),
        failed_gates=failed,
        challenge=compared,
    )


def against_champion(challenger: Path, data: Path, models: Path) -> Challenge | None:
    """The comparison with the champion, when there is one."""
    try:
        champion = folder_of("champion", models)
    except NoModelError:
        return None
    return challenge(champion, challenger, split(load(data)).test)


def passes(failed: list[str], compared: Challenge | None) -> bool:
    """Whether the challenger passes what the design asks for."""
    if operations.PROMOTION_GATE == "none":
        return True
    if operations.PROMOTION_GATE == "evaluation" or compared is None:
        return not failed
    return not failed and compared.accepted


def reason(failed: list[str], compared: Challenge | None, accepted: bool) -> str:
    """The decision in a sentence."""
    found = str(compared) if compared else "there was no champion"
    if failed:
        found = f"it fails {', '.join(failed)}; {found}"
    if not accepted:
        return f"refused: {found}"
    if operations.PROMOTION == "manual":
        return f"waits for a person to promote it: {found}"
    return f"promoted: {found}"


def why_now(models: Path, reports: Path) -> str | None:
    """Why a retraining is due; None when it is not."""
    try:
        champion = read_manifest(folder_of("champion", models))
    except NoModelError:
        return "there is no champion"
    trained_at = datetime.fromisoformat(champion.created_at)
    return retrain_policy.reason(trained_at, datetime.now(UTC), retrain_policy.signals_of(reports))


def say(line: str) -> None:
    """Report progress."""
    print(f"retrain: {line}", flush=True)


def run(data: Path, *, if_due: bool) -> bool:
    """Retrain, now or where it is due, and say what was decided; whether the challenger was accepted."""
    if if_due:
        cause = why_now(MODELS, REPORTS)
        say(cause or "not due")
        if cause is None:
            return True
    with reporting("retrain") as series:
        outcome = retrain(data, MODELS, REPORTS, say)
        gauge = Gauge("mljob_retrain_promoted", "1 when the challenger was promoted.", registry=series)
        gauge.set(outcome.promoted)
        text = msgspec.json.format(msgspec.json.encode(outcome), indent=2)
        (REPORTS / "retrain.json").write_bytes(text + b"\n")
    say(outcome.reason)
    return outcome.accepted
