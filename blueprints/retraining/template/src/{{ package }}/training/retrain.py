"""`make retrain`: train, judge, and promote or refuse.

Exit code 1 when the challenger is refused: the champion goes on, and a person should look. Nothing is
wrong when there is nothing new to learn; the age of the champion tells when that lasts too long.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from prometheus_client import Gauge

from ..artifacts import registry
from ..artifacts.manifest import CorruptArtefactError, Manifest, read_manifest, sha256
from ..artifacts.model_store import NoModelError, folder_of, lease, read_pointer, write_pointer
from ..config import operations
from ..config.settings import MODELS, REPORTS
from ..data.lineage import code_version, is_exact
from ..data.load import load
from ..data.split import split
from ..evaluation.champion_challenger import Challenge, challenge
from ..evaluation.evaluate import evaluate
from ..monitoring.job_metrics import reporting
from . import retrain_policy
from .train import train_alone


class Outcome(msgspec.Struct, frozen=True):
    """What `reports/retrain.json` holds."""

    at: datetime
    challenger: str
    accepted: bool
    promoted: bool
    reason: str
    failed_gates: list[str]
    challenges: list[Challenge]
    """Against the champion, and against the best one so far where that is another; empty without one."""
    is_news: bool = True
    """False when data and code, or the model that they made, are those of the champion."""


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
        registry.reconcile(models)
        return _retrain(data, models, reports, progress, first=first)


def _retrain(
    data: Path, models: Path, reports: Path, progress: Callable[[str], None], *, first: bool
) -> Outcome:
    if known := unchanged(data, models):
        reason = f"nothing new: the champion {known} was made from these data by this code"
        return Outcome(datetime.now(UTC), known, False, False, reason, [], [], is_news=False)
    manifest = train_alone(data, models, progress)
    folder = models / manifest.version
    evaluation = evaluate(folder, data, reports)
    registry.record(evaluation, reports)
    failed = [gate.id for gate in evaluation.failed]
    if twin := same_model(manifest, models):
        reason = f"nothing new: it answers exactly as the champion {twin}"
        return Outcome(datetime.now(UTC), manifest.version, False, False, reason, failed, [], is_news=False)
    compared = against_champions(folder, data, models)
    accepted = passes(failed, compared, first=first)
    why = decision(failed, compared, accepted, first=first)
    promoted = accepted and operations.PROMOTION == "automatic"
    if promoted:
        try:
            registry.promote(manifest.version, models, by_hand=False)
            raise_the_bar(manifest.version, compared, models)
        except registry.HeldError as error:
            promoted, why = False, f"waits: {error}"
    return Outcome(
        at=datetime.now(UTC),
        challenger=manifest.version,
        accepted=accepted,
        promoted=promoted,
        reason=why,
        failed_gates=failed,
        challenges=compared,
    )


def unchanged(data: Path, models: Path) -> str | None:
    """The champion, when it was trained on these bytes by this code: another run would change nothing."""
    try:
        champion = read_manifest(folder_of("champion", models))
    except (NoModelError, CorruptArtefactError):
        return None
    code = code_version()
    known = (champion.data_sha256, champion.code_version) == (sha256(data), code)
    return champion.version if known and is_exact(code) else None


def same_model(challenger: Manifest, models: Path) -> str | None:
    """The champion, when the challenger decides exactly as it does."""
    try:
        champion = read_manifest(folder_of("champion", models))
    except (NoModelError, CorruptArtefactError):
        return None
    alike = (champion.model_sha256, champion.head) == (challenger.model_sha256, challenger.head)
    return champion.version if alike else None


def against_champions(challenger: Path, data: Path, models: Path) -> list[Challenge]:
    """The comparisons with the champion and with the best one so far."""
    try:
        champion = read_pointer("champion", models).version
    except NoModelError:
        return []
    try:
        best = read_pointer("best", models).version
    except NoModelError:
        best = champion
    test = split(load(data)).test
    return [challenge(models / version, challenger, test) for version in dict.fromkeys((champion, best))]


def raise_the_bar(version: str, compared: list[Challenge], models: Path) -> None:
    """Keep as the best one so far what the next challengers are held against."""
    best = compared[-1].champion if compared and not compared[-1].is_better else version
    write_pointer("best", best, models=models)


def passes(failed: list[str], compared: list[Challenge], *, first: bool = False) -> bool:
    """Whether the challenger passes what the design asks for."""
    if operations.PROMOTION_GATE == "none":
        return True
    if operations.PROMOTION_GATE == "evaluation":
        return not failed
    return not failed and (all(one.accepted for one in compared) if compared else first)


def decision(failed: list[str], compared: list[Challenge], accepted: bool, *, first: bool = False) -> str:
    """The decision in a sentence."""
    lost = "" if first else "; if there never was one, `make retrain FIRST=1` promotes the first"
    found = "; ".join(map(str, compared)) or f"there was no champion{lost}"
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
        if read_pointer("champion", models).held:
            return None
        champion = read_manifest(folder_of("champion", models))
    except NoModelError:
        return "there is no champion"
    trained_at = datetime.fromisoformat(champion.created_at)
    return retrain_policy.reason(trained_at, datetime.now(UTC), retrain_policy.signals_of(reports))


def say(line: str) -> None:
    """Report progress."""
    print(f"retrain: {line}", flush=True)


def run(data: Path, *, if_due: bool, first: bool) -> bool:
    """Retrain, now or where it is due, and say what was decided; whether that is as it should be."""
    if if_due:
        cause = why_now(MODELS, REPORTS)
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
