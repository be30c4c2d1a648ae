"""A secret stands in the document.

## What it finds
A password, token or key written as a value, or a credential inside an address.

## Why it matters
The document is committed, copied into the generated project and shown in its documentation.

## What to do
Put the value into an environment variable or a secret store and write `{secretRef: NAME}`; then replace the
leaked secret, which stays in the history.

## Source
OWASP Secrets Management Cheat Sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.route import format_route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.syntax.nodes import leaves

_KEY = re.compile(
    r"(?:^|[_-])(?:password|passwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|token)$", re.I
)
_VALUE = re.compile(
    r"AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|xox[abpr]-[A-Za-z0-9-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|://[^/\s:@]+:[^/\s:@{$]+@"
)


def _check(system: System) -> Iterator[Finding]:
    for route, scalar in leaves(system.tree):
        name = next((step for step in reversed(route) if isinstance(step, str)), "")
        value = scalar.value
        if not isinstance(value, str) or not value or name == "secretRef":
            continue
        if _KEY.search(name) or _VALUE.search(value):
            yield Finding(
                route=route,
                message=f"`{format_route(route)}` looks like a credential",
                help=(
                    "write `{secretRef: NAME}` and keep the value in the environment; replace the leaked one"
                ),
            )


RULE = Rule(
    code="MLS015",
    name="literal-secret",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples(
        "infra: {registry: {uri: registry.bank.example, password: {secretRef: REGISTRY_PASSWORD}}}"
    ),
    bad=examples("infra: {registry: {uri: registry.bank.example, password: hunter2-hunter2}}"),
)
