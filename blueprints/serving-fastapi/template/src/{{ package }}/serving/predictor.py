"""Records to predictions: by the champion, or by the fallback when it cannot answer in time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from secrets import token_hex
from typing import Any, Final

import numpy as np

from ..config.operations import FALLBACK_TIMEOUT_SECONDS, RETRIES
from ..data.contract import MODEL_FEATURES
from ..task.answers import Row, by_rule, outcome, watched
from ..task.baselines import Baseline
from ..task.metrics import Scores
from .champion import Champion
from .dispatcher import Dispatcher
from .fallback import FALLBACK
from .limits import MAX_RECORDS_PER_RUN, RECORDS_PER_TIMEOUT
from .metrics import ServingMetrics
from .payload import Record
from .prediction_log import Prediction

logger = logging.getLogger(__name__)

# Rules combine flags with `&`, so a flag is a boolean to them.
RULE_DTYPES: Final[dict[str, Any]] = {
    "boolean": np.bool_,
    "timestamp": np.object_,
    "categorical": np.object_,
    "text": np.object_,
}


class NoScorerError(Exception):
    """No model is in memory."""


class UnavailableError(Exception):
    """The model cannot answer, and nothing stands in for it."""


class Scored:
    """Answers to the records of one call and the model they are from."""

    __slots__ = ("rows", "version", "watched")

    def __init__(self, version: str, rows: list[Row], watched: list[float]) -> None:
        self.version = version
        self.rows = rows
        self.watched = watched


class Predictor:
    """Answers calls; belongs to one event loop."""

    def __init__(self, champion: Champion, metrics: ServingMetrics) -> None:
        """Score with whatever model the champion holds when a batch starts."""
        self._champion = champion
        self._metrics = metrics
        self._next_id = prediction_ids()
        self.dispatcher: Dispatcher[Record, Scored] = Dispatcher(
            self._score,
            timeout=FALLBACK_TIMEOUT_SECONDS,
            records_per_timeout=RECORDS_PER_TIMEOUT,
            records_per_run=MAX_RECORDS_PER_RUN,
        )
        metrics.pending.set_function(lambda: self.dispatcher.pending)

    async def predict(self, records: Sequence[Record]) -> list[Prediction]:
        """One prediction a record, in order."""
        try:
            scored = await self._scored(records)
        except TimeoutError:
            return self.fall_back(records, "timeout")
        except NoScorerError:
            return self.fall_back(records, "no_model")
        except Exception:
            logger.exception("the model failed")
            return self.fall_back(records, "model_error")
        return self._answer(scored)

    async def _scored(self, records: Sequence[Record]) -> Scored:
        """The model's answer; a call that fails is repeated as often as the design says."""
        failures = 0
        while True:
            try:
                return await self.dispatcher.submit(records)
            except (TimeoutError, NoScorerError):
                raise
            except Exception:
                failures += 1
                if failures > RETRIES:
                    raise

    def _score(self, calls: Sequence[Sequence[Record]]) -> list[Scored]:
        """Score several calls in one run of the model; on the scoring thread."""
        scorer = self._champion.scorer
        if scorer is None:
            raise NoScorerError
        records = [record for call in calls for record in call]
        with self._metrics.model_duration.time():
            scores = scorer.score_records(records)
        rows, numbers = scorer.manifest.head.rows(scores), watched(scores).tolist()
        version, answers, start = scorer.manifest.version, [], 0
        for call in calls:
            stop = start + len(call)
            answers.append(Scored(version, rows[start:stop], numbers[start:stop]))
            start = stop
        return answers

    def _answer(self, scored: Scored) -> list[Prediction]:
        version = scored.version
        predictions = []
        for row, number in zip(scored.rows, scored.watched, strict=True):
            self._metrics.scores.observe(number)
            self._metrics.predictions.labels(outcome(row), version).inc()
            predictions.append(Prediction(*row, self._next_id(), version, fallback=False))
        return predictions

    def fall_back(self, records: Sequence[Record], reason: str) -> list[Prediction]:
        """The declared fallback's answers, marked as such and counted by reason.

        Raises:
            UnavailableError: when the design declares none.
        """
        if FALLBACK is None:
            raise UnavailableError(reason)
        self._metrics.fallbacks.labels(reason).inc(len(records))
        predictions = []
        for row in by_rule(fallback_scores(records, FALLBACK)):
            self._metrics.predictions.labels(outcome(row), "fallback").inc()
            predictions.append(Prediction(*row, self._next_id(), None, fallback=True))
        return predictions


def fallback_scores(records: Sequence[Mapping[str, Any]], baseline: Baseline) -> Scores:
    """A baseline's scores."""
    columns = {}
    for feature in MODEL_FEATURES:
        values = [record.get(feature.name) for record in records]
        columns[feature.name] = np.array(values, RULE_DTYPES.get(feature.kind, np.float64))
    return baseline(columns)


def prediction_ids() -> Callable[[], str]:
    """Identifiers unique over restarts and replicas; a counter is far cheaper than a UUID a call."""
    process, number = token_hex(8), count()
    return lambda: f"{process}-{next(number):x}"
