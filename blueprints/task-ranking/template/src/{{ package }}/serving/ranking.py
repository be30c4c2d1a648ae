"""POST /rank: the items of one query in, the same items in order out."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import msgspec
import numpy as np

from ..config.design import LIST_SIZE
from ..data.contract import ITEM, QUERY
from ..data.parsing import identifier
from ..task.lists import hashes, places
from .calls import InvalidBodyError, Violation
from .endpoint import LIST_ROUTE, PredictEndpoint
from .example import example
from .limits import MAX_KEY_LENGTH
from .openapi import REFERENCE, content, operation, response
from .prediction_log import Prediction

SUMMARY: Final = "Put the items of one query in order"
EXAMPLE_ITEMS: Final = ("a", "b")


class RankCall(msgspec.Struct, forbid_unknown_fields=True):
    """A query with its items."""

    items: list[dict[str, Any]]
    """Each with its name and the features that the context does not give."""
    query: str | None = None
    """Written to the prediction log, from which later models learn."""
    context: dict[str, Any] = {}
    """Features that all items share."""
    k: int | None = None
    """How many of the first are answered; unset: all."""


class Ranked(msgspec.Struct, frozen=True, gc=False):
    """An item at its place."""

    item: str
    score: float
    rank: int
    prediction_id: str


class Ranking(msgspec.Struct, frozen=True, gc=False):
    """The items, best first."""

    items: list[Ranked]
    model_version: str | None
    """None when the fallback answered, or there was nothing to put in order."""
    fallback: bool


class RankEndpoint(PredictEndpoint):
    """Answers with an order what the predictor answers with scores."""

    async def _answer(self, body: bytes) -> bytes:
        asked = read(body)
        if not asked.items:
            return self._encode(Ranking([], None, fallback=False))
        # One item is a list too; what an item says stands above what all share.
        records = msgspec.json.encode([asked.context | item for item in asked.items])
        call, predictions = await self._predictions(records)
        scores = np.array([prediction.score for prediction in predictions])
        names = [str(identifier(record[ITEM])) for record in call.records]
        ranks = places(np.zeros(len(names), np.int64), scores, hashes(names)).tolist()
        answers = [
            msgspec.structs.replace(prediction, rank=rank)
            for prediction, rank in zip(predictions, ranks, strict=True)
        ]
        self._log.append([record | {QUERY: asked.query} for record in call.records], answers)
        return self._encode(ranking(names, answers, asked.k))


def ranking(names: list[str], answers: list[Prediction], k: int | None) -> Ranking:
    """The first of the items in their order; one answer of the fallback makes it the fallback's."""
    placed = sorted(zip(names, answers, strict=True), key=lambda pair: pair[1].rank or 0)
    fallback = any(answer.fallback for answer in answers)
    version = None if fallback else answers[0].model_version
    shown = [Ranked(name, one.score, one.rank or 0, one.prediction_id) for name, one in placed[:k]]
    return Ranking(shown, version, fallback)


def read(body: bytes) -> RankCall:
    """The query and its items.

    Raises:
        InvalidBodyError: naming every fault of the list; those of its items are found with their features.
    """
    try:
        asked = msgspec.json.decode(body, type=RankCall)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidBodyError(Violation("", "malformed_json", str(error)[:200])) from None
    found = []
    if len(asked.items) > LIST_SIZE:
        told = f"a list has at most {LIST_SIZE} items, this one {len(asked.items)}"
        found.append(Violation("items", "too_many_records", told))
    if asked.k is not None and asked.k < 1:
        found.append(Violation("k", "range", f"{asked.k} is below the minimum 1"))
    if len(asked.query or "") > MAX_KEY_LENGTH:
        found.append(Violation("query", "too_long", f"a key has at most {MAX_KEY_LENGTH} characters"))
    names = [asked.context.get(ITEM, item.get(ITEM)) for item in asked.items]
    found += [
        Violation(ITEM, "missing", "is required: it names the item", place)
        for place, name in enumerate(names)
        if not isinstance(name, str | int) or isinstance(name, bool) or name == ""
    ]
    again = Counter(identifier(name) for name in names if isinstance(name, str | int))
    found += [
        Violation(ITEM, "duplicate", f"{name!r:.60} stands in the list {times} times")
        for name, times in again.items()
        if times > 1
    ]
    if found:
        raise InvalidBodyError(*found)
    return asked


def described(document: dict[str, Any]) -> dict[str, Any]:
    """The description of the service with this route in it."""
    (call, answer), components = msgspec.json.schema_components([RankCall, Ranking], ref_template=REFERENCE)
    schemas = document["components"]["schemas"]
    schemas |= components
    limits = {"minItems": 0, "maxItems": LIST_SIZE}
    schemas["RankCall"]["properties"]["items"] |= limits
    asked = {
        "query": "q1",
        "context": {},
        "items": [{ITEM: name, **example()} for name in EXAMPLE_ITEMS],
        "k": 2,
    }
    problem = {"$ref": REFERENCE.format(name="Problem")}
    described = operation(call, answer, problem)
    described |= {"operationId": "rank", "summary": SUMMARY}
    described["requestBody"]["content"] = content(call, asked)
    described["responses"]["200"] = response("The items, best first.", answer)
    document["paths"][LIST_ROUTE] = {"post": described}
    return document
