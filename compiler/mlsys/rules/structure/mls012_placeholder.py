"""A placeholder where a fact belongs.

## What it finds
Values such as `TODO`, `CHANGE_ME`, `TBD` or `<team>` in a system beyond the prototype.

## Why it matters
They are copied into alert routes, CODEOWNERS and model cards, where they page nobody and answer no
question.

## What to do
Write the fact. What is not known yet is better left out: the rules then say what is missing.

## Source
Experience with every template that was ever filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.route import format_route
from mlsys.rules.base import Finding, Rule, examples, omission
from mlsys.syntax.nodes import leaves

_PLACEHOLDER = re.compile(
    r"\b(TODO|FIXME|TBD|XXX|CHANGE[_-]?ME|REPLACE[_-]?ME|lorem ipsum)\b|^<[^<>]+>$|^\?+$", re.IGNORECASE
)


_WORD = re.compile(r"^(yes|no|none|known|ok|n/?a|see above|-+)$", re.IGNORECASE)
_REASONS = ("rejected_because", "evidence", "reason", "justification", "stop_if")
"""Fields whose text has to convince somebody."""


def _check(system: System) -> Iterator[Finding]:
    for route, scalar in leaves(system.tree):
        if route[:1] == ("environments",) or not isinstance(scalar.value, str):
            continue
        empty = route[-1] in _REASONS and _WORD.match(scalar.value)
        if empty or _PLACEHOLDER.search(scalar.value):
            yield Finding(
                route=route,
                message=(
                    f"`{format_route(route)}: {scalar.value}` is a placeholder in a {system.stage} system"
                ),
                help="write the fact, or leave the entry out",
            )


RULE = Rule(
    code="MLS012",
    name="placeholder",
    severity=omission(Severity.DANGER),
    check=_check,
    good=examples("metadata: {description: Churn risk of card holders}"),
    bad=(
        *examples("metadata: {description: TODO}"),
        *examples("task: {alternatives: [{framing: regression, rejected_because: no}]}"),
    ),
)
