"""OpenAPI description of the service, built from the types that decode and encode the calls."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI

from ..config.operations import FALLBACK_TIMEOUT_SECONDS, MAX_RECORDS_PER_CALL
from .endpoint import ROUTE, Problem
from .example import example
from .fallback import FALLBACK
from .limits import MAX_BODY_BYTES, RECORDS_PER_TIMEOUT
from .payload import RECORD
from .prediction_log import Prediction

REFERENCE = "#/components/schemas/{name}"
DETAIL = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
SUMMARY = "Score one record or a list of records"
OTHERWISE = "503" if FALLBACK is None else "the answer of the declared fallback, and `fallback` is true"
DESCRIPTION = (
    "Answers in the order of the records. When the model cannot answer within "
    f"{FALLBACK_TIMEOUT_SECONDS * 1000:g} ms for each {RECORDS_PER_TIMEOUT} records, you get {OTHERWISE}."
)


def document(app: FastAPI) -> dict[str, Any]:
    """The description of all routes; POST /predict is not a FastAPI route and is added here."""
    description = FastAPI.openapi(app)
    (prediction, problem), components = msgspec.json.schema_components(
        [Prediction, Problem], ref_template=REFERENCE
    )
    record = {"$ref": REFERENCE.format(name="Record")}
    schemas = description.setdefault("components", {}).setdefault("schemas", {})
    schemas |= {**components, "Record": RECORD.json_schema()}
    description["paths"][ROUTE] = {"post": operation(record, prediction, problem)}
    return description


def operation(record: dict[str, Any], prediction: dict[str, Any], problem: dict[str, Any]) -> dict[str, Any]:
    """The operation of POST /predict."""
    return {
        "operationId": "predict",
        "summary": SUMMARY,
        "description": DESCRIPTION,
        "requestBody": {
            "required": True,
            "content": content(one_or_list(record, MAX_RECORDS_PER_CALL), example()),
        },
        "responses": {
            "200": response("The predictions.", one_or_list(prediction, MAX_RECORDS_PER_CALL)),
            "413": response(f"The body exceeds {MAX_BODY_BYTES} bytes.", problem),
            "422": response("The body breaks the data contract: every field and reason.", problem),
            "429": response("More calls than can be answered in time; `Retry-After` says when to come back."),
            "503": response("The model cannot answer."),
        },
    }


def one_or_list(schema: dict[str, Any], limit: int) -> dict[str, Any]:
    """Schema of one value or a list of it."""
    return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1, "maxItems": limit}]}


def response(description: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    """An answer with a JSON body."""
    return {"description": description, "content": content(schema or DETAIL)}


def content(schema: dict[str, Any], example: dict[str, Any] | None = None) -> dict[str, Any]:
    """A JSON body."""
    media: dict[str, Any] = {"schema": schema}
    if example is not None:
        media["example"] = example
    return {"application/json": media}
