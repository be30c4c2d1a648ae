"""A character that nobody sees.

## What it finds
Control characters, marks that change the direction of writing, line separators and byte-order marks in names
and texts.

## Why it matters
Whoever reviews the document reads something else than what is compiled: a mark of direction shows words in
another order, a name with a byte-order mark in front matches no column.

## What to do
Delete the character, or write what it stands for.

## Source
Boucher and Anderson, Trojan Source: Invisible Vulnerabilities (USENIX Security 2023).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Severity
from mlsys.ir.system import System
from mlsys.route import Route, format_route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.syntax.nodes import leaves

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_LINES = re.compile("[\n\r]")


def _check(system: System) -> Iterator[Finding]:
    told: set[Route] = set()
    for route, scalar in leaves(system.tree):
        for length, step in enumerate(route, start=1):
            key = route[:length]
            if (
                isinstance(step, str)
                and key not in told
                and (found := _UNSEEN.search(step) or _LINES.search(step))
            ):
                told.add(key)
                yield _finding(key, found[0], Anchor.KEY)
        if isinstance(scalar.value, str) and (found := _UNSEEN.search(scalar.value)):
            yield _finding(route, found[0], Anchor.VALUE)


def _finding(route: Route, character: str, anchor: Anchor) -> Finding:
    name = unicodedata.name(character, "a control character").lower()
    what = "the name" if anchor is Anchor.KEY else "the text"
    where = _UNSEEN.sub("�", format_route(route))
    return Finding(
        route=route,
        anchor=anchor,
        message=f"{what} of `{where}` holds U+{ord(character):04X}, {name}, which nobody sees",
        help="delete it, or write what it stands for",
    )


RULE = Rule(
    code="MLS026",
    name="unseen-character",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples("metadata: {description: Churn risk of card holders}"),
    bad=examples('metadata: {description: "Churn risk of \\u202ecard holders"}'),
)
