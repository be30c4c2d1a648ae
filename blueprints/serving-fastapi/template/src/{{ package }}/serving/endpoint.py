"""POST /predict: decodes, predicts, logs and answers one call."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

import msgspec
from fastapi import Request, Response
from pydantic import ValidationError

from ..config.operations import ON_INVALID_INPUT
from . import calls
from .calls import Violation
from .metrics import ServingMetrics
from .prediction_log import Prediction, PredictionLog
from .predictor import Predictor, UnavailableError

logger = logging.getLogger(__name__)

ROUTE: Final = "/predict"
# A body can break the contract more often than anybody reads.
MAX_FAULTS_TOLD: Final = 1_000


class Problem(msgspec.Struct, frozen=True):
    """Answer to a body that breaks the contract: every fault of every record, up to a limit."""

    detail: list[Violation]


class PredictEndpoint:
    """The parts that answer calls, wired together for the life of the service."""

    def __init__(self, predictor: Predictor, log: PredictionLog, metrics: ServingMetrics) -> None:
        """Answer with the predictor, and log what was answered."""
        self._predictor = predictor
        self._log = log
        self._metrics = metrics
        self._encode = msgspec.json.Encoder().encode

    async def predict(self, request: Request) -> Response:
        """Answer one call."""
        try:
            status, content = 200, await self._answer(await request.body())
        except calls.InvalidBodyError as error:
            self._count(error.violations)
            status, content = 422, self._encode(Problem(list(error.violations[:MAX_FAULTS_TOLD])))
        except UnavailableError as error:
            status, content = 503, self._encode({"detail": f"the model cannot answer: {error}"})
        except Exception:
            logger.exception("POST %s failed", ROUTE)
            status, content = 500, b'{"detail":"internal error"}'
        return Response(content, status, media_type="application/json")

    async def _answer(self, body: bytes) -> bytes:
        try:
            call = calls.read_plain(body)
        except ValidationError as refusal:
            # Thorough and slow: other calls shall not wait for it.
            call = await asyncio.to_thread(calls.read_again, body, refusal)
        answer = self._forgive if call.faults else self._predict
        predictions = await answer(call)
        self._log.append(call.records, predictions)
        return self._encode(predictions[0] if call.single else predictions)

    async def _predict(self, call: calls.Call) -> list[Prediction]:
        return await self._predictor.predict(call.records)

    async def _forgive(self, call: calls.Call) -> list[Prediction]:
        """Answer a call with faults that the design forgives."""
        self._count(call.faults)
        if ON_INVALID_INPUT == "impute":
            return await self._predictor.predict(call.records)
        broken = {fault.record for fault in call.faults}
        whole = [record for index, record in enumerate(call.records) if index not in broken]
        answers = iter(await self._predictor.predict(whole) if whole else ())
        return [
            self._predictor.fall_back([record], "invalid_input")[0] if index in broken else next(answers)
            for index, record in enumerate(call.records)
        ]

    def _count(self, faults: Sequence[Violation]) -> None:
        for fault in faults:
            # A name from outside must not become a label: each would open a new series.
            field = "" if fault.reason == "unknown_field" else fault.field
            self._metrics.invalid_input.labels(field, fault.reason).inc()
