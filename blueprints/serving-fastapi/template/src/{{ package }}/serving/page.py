"""A page on which a colleague tries a record by hand; `SERVING_PAGE=false` takes it away."""

from __future__ import annotations

import math
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Final

import msgspec
from fastapi import Response

from ..config.design import NAME
from ..config.types import Feature
from ..data.contract import MODEL_FEATURES
from .example import example_value

TEMPLATE: Final = Path(__file__).with_name("page.html").read_text(encoding="utf-8")


async def page() -> Response:
    """The page; it loads nothing from elsewhere."""
    nonce = token_urlsafe(16)
    contract = {"name": NAME, "fields": [field(feature) for feature in MODEL_FEATURES]}
    # `<` would end the script that holds the contract.
    text = msgspec.json.encode(contract).decode().replace("<", r"\u003c")
    policy = f"default-src 'none'; connect-src 'self'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'"
    return Response(
        TEMPLATE.replace("@NONCE@", nonce).replace("@CONTRACT@", text),
        media_type="text/html",
        headers={"content-security-policy": policy, "x-content-type-options": "nosniff"},
    )


def field(feature: Feature) -> dict[str, Any]:
    """What the page has to know of a feature."""
    return {
        "name": feature.name,
        "kind": feature.kind,
        "values": feature.values,
        "nullable": feature.nullable,
        "minimum": feature.minimum if math.isfinite(feature.minimum) else None,
        "maximum": feature.maximum if math.isfinite(feature.maximum) else None,
        "unit": feature.unit,
        "description": feature.description,
        "example": example_value(feature),
    }
