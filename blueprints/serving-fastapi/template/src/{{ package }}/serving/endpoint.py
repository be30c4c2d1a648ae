"""POST /predict as a bare ASGI application: the hot path has no framework in it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from time import perf_counter
from typing import Final

import msgspec
from starlette.types import Receive, Scope, Send

from ..config.operations import ON_INVALID_INPUT
from . import body, calls
from .limits import MAX_BODY_BYTES
from .metrics import ServingMetrics
from .payload import Violation
from .prediction_log import Prediction, PredictionLog
from .predictor import Predictor, UnavailableError

logger = logging.getLogger(__name__)

ROUTE: Final = "/predict"


class Problem(msgspec.Struct, frozen=True):
    """Answer to a body that breaks the contract: every fault of every record."""

    detail: list[Violation]


class PredictEndpoint:
    """Decodes, predicts, logs, answers and counts one call."""

    def __init__(self, predictor: Predictor, log: PredictionLog, metrics: ServingMetrics) -> None:
        """Wire the endpoint to the parts that live as long as the service."""
        self._predictor = predictor
        self._log = log
        self._metrics = metrics
        self._latency = metrics.latency.labels(ROUTE)
        self._ok = metrics.requests.labels(ROUTE, "200")
        self._encoder = msgspec.json.Encoder()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        started = perf_counter()
        try:
            status, content = await self._respond(await body.read(receive, MAX_BODY_BYTES))
        except body.DisconnectedError:
            return
        except calls.InvalidBodyError as error:
            status, content = self._refuse(422, error.violations)
        except body.BodyTooLargeError:
            fault = Violation("", "too_large", f"a body has at most {MAX_BODY_BYTES} bytes")
            status, content = self._refuse(413, (fault,))
        except UnavailableError as error:
            status, content = 503, self._encoder.encode({"detail": f"the model cannot answer: {error}"})
        except Exception:
            logger.exception("POST %s failed", ROUTE)
            status, content = 500, b'{"detail":"internal error"}'
        await body.answer(send, status, content)
        self._latency.observe(perf_counter() - started)
        if status == 200:
            self._ok.inc()
        else:
            self._metrics.requests.labels(ROUTE, str(status)).inc()

    async def _respond(self, content: bytes) -> tuple[int, bytes]:
        call = calls.read(content)
        predictions = (
            await self._forgive(call) if call.faults else await self._predictor.predict(call.records)
        )
        self._log.append(call.records, predictions)
        return 200, self._encoder.encode(predictions[0] if call.single else predictions)

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

    def _refuse(self, status: int, faults: Sequence[Violation]) -> tuple[int, bytes]:
        self._count(faults)
        return status, self._encoder.encode(Problem(list(faults)))

    def _count(self, faults: Sequence[Violation]) -> None:
        for fault in faults:
            # A name from outside must not become a label: each would open a new series.
            field = "" if fault.reason == "unknown_field" else fault.field
            self._metrics.invalid_input.labels(field, fault.reason).inc()
