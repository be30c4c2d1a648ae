"""Pages for people: one to try a record by hand, one that describes the calls.

They load nothing from elsewhere, so they work where no other host can be reached.
"""

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

PAGE: Final = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
DOCS: Final = Path(__file__).with_name("docs.html").read_text(encoding="utf-8")


async def page() -> Response:
    """The page on which a colleague tries a record; `SERVING_PAGE=false` takes it away."""
    contract = {"name": NAME, "fields": [field(feature) for feature in MODEL_FEATURES]}
    # `<` would end the script that holds the contract.
    text = msgspec.json.encode(contract).decode().replace("<", r"\u003c")
    return html(PAGE.replace("@CONTRACT@", text))


async def docs() -> Response:
    """The description of the calls; `SERVING_DOCS=false` takes it away, and `/openapi.json` with it."""
    return html(DOCS)


def html(text: str) -> Response:
    """A page that may run its own script and ask this service alone."""
    nonce = token_urlsafe(16)
    policy = f"default-src 'none'; connect-src 'self'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'"
    return Response(
        text.replace("@NONCE@", nonce),
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
