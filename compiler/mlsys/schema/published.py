"""The schemas as they are published with the compiler, and the check of documents against them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from mlsys.errors import MlsysError
from mlsys.resources import schemas_dir
from mlsys.schema.check import Checker
from mlsys.spec.root import MLSystem


@cache
def checker() -> Checker[MLSystem]:
    """Return the check of specifications, made ready once."""
    return Checker(schema(), MLSystem)


@cache
def schema(kind: str = "mlsystem") -> dict[str, Any]:
    """Return the published schema of a kind of document.

    Raises:
        MlsysError: if the installation has lost it.
    """
    try:
        text = (schemas_dir() / f"{kind}.schema.json").read_text(encoding="utf-8")
    except OSError:
        raise MlsysError("the installation lacks its schemas", help="install mlsys again") from None
    found: dict[str, Any] = json.loads(text)
    return found
