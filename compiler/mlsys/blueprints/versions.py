"""Ranges of compiler versions in manifests."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

_CLAUSE: Final = re.compile(r"(>=|<=|==|!=|<|>)(\d+(?:\.\d+)*)")
_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}


def allows(version_range: str, version: str) -> bool:
    """Return whether ``version`` lies in ``version_range`` (``>=0.1,<1``); an empty range allows any.

    A development or pre-release counts as the release that it leads to.
    """
    return all(_COMPARE[sign](_key(version), _key(bound)) for sign, bound in _CLAUSE.findall(version_range))


def older(version: str, other: str) -> bool:
    """Return whether ``version`` precedes ``other``; pre-releases count as the release they lead to."""
    return _key(version) < _key(other)


def _key(version: str) -> tuple[int, ...]:
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    parts = [int(part) for part in numbers[0].split(".")] if numbers else []
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)
