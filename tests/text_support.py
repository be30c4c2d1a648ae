"""The free texts of the language, and texts that end or start something in some syntax."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from field_support import TEXTS, Language
from mlsys import pipeline
from mlsys.judge import Options
from mlsys.route import Route
from mlsys.source import SourceFile
from mlsys.syntax.load import load
from mlsys.syntax.nodes import to_plain
from mlsys.syntax.reader import read
from rules_support import TODAY

CHURN = Path(__file__).resolve().parent.parent / "examples" / "telco-churn" / "mlsystem.yaml"
BASE: Any = to_plain(read(load(str(CHURN))).value)  # type: ignore[arg-type]
COPIES = ("mlsystem.yaml", "mlsystem.lock")

PAYLOADS: Mapping[str, str] = {
    "shell": "$(touch owned); `touch owned` && x | y > owned 'q' \"q\" !! *",
    "make": "$(shell touch owned) $$ $@ #x \\",
    "github": "${{ secrets.TOKEN }} }} ${{ github.event.issue.title }}",
    "docstring": 'x."""\n    return 0\n\n\nopen("owned", "w")\n\n\ndef _f():\n    """y\\',
    "python": "'\"); import os; os.system('x') # \\N{BULLET} {x!r} %s %(x)s",
    "yaml": "x\"\n      - name: evil\n        run: evil # ': {a: [*b, &c !!d",
    "yaml_item": "- x: y",
    "yaml_number": "010",
    "yaml_word": "no",
    "dockerfile": "r/x\nFROM evil.example/img AS owned\nRUN evil\n#",
    "promql": 'x"}) or vector(1) # {{ $value }} {{ .Labels }} {{ template "x" }}',
    "html": "</title></script><script>alert(1)</script><!-- &lt; <img src=x onerror=y>",
    "markdown": "# x | y\n\n## z\n```\n[a](javascript:b) ![c](d) `e` ~~~ *f* _g_ <!-- h --> $i$",
    "markdown_fence": "```",
    "markdown_rule": "---",
    "toml": '""" \'\'\' ]\n[tool.evil]\nx = "y',
    "compose": "$HOME ${HOME:-x} $$",
    "control": "a\x07b\x1b[31mc\x7fd\x85e",
    "nul": "a\0b",
    "separators": "a\u2028b\u2029c\x0bd\x0ce\x1cf\rg",
    "direction": "a\u202eb\u2066c\u2069d\ufeffe",
    "jinja": "{{ 7 * 7 }} {% raw %} [[ 7 * 7 ]] {# x",
    "long": "word " * 60 + "x" * 200,
}
"""Texts by what they attack."""
ELSEWHERE: frozenset[str] = frozenset(
    [
        "group", "time", "series", "user", "item",
        "derived_from", "transform", "column", "columns", "parity_test", "proxy", "event",
    ]
)  # fmt: skip
"""Fields that, whatever they say, make findings about other fields of the example."""


class Texts:
    """The free texts of the language in a complete document."""

    def __init__(self, document: Mapping[str, Any] = BASE) -> None:
        self._language = Language(document)
        self._document = document
        self._lists = dict(self._leaves())
        self.routes: tuple[Route, ...] = tuple(self._lists)

    def _leaves(self) -> Iterator[tuple[Route, bool]]:
        for leaf in self._language.leaves():
            if any(value in TEXTS or value in [[text] for text in TEXTS] for value in leaf.values):
                yield leaf.route, not any(value in TEXTS for value in leaf.values)

    def with_text(self, text: str, routes: Iterable[Route]) -> Any:
        """Return the document with ``text`` at every one of ``routes``."""
        document = copy.deepcopy(dict(self._document))
        for route in routes:
            value = [*(_at(document, route) or ()), text] if self._lists[route] else text
            self._language.write(document, route, value)
        return document


def _at(document: Any, route: Route) -> Any:
    for step in route:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return None
    return document


def checked(document: Any) -> Any:
    """Return what the compiler says of ``document``, whose data are those of the example."""
    source = SourceFile(str(CHURN), json.dumps(document, indent=1))
    return pipeline.check_source(source, Options(project=True, compiling=True), today=TODAY)


def files_of(document: Any) -> dict[str, bytes] | None:
    """Return the files of the project of ``document``; ``None`` if a finding forbids it."""
    found = checked(document)
    if found.planned is None or any(finding.severity.fails for finding in found.report.diagnostics):
        return None
    tree = pipeline.generate(found.planned.plan).files
    return {str(path): file.read() for path, file in tree.items() if path not in COPIES}


NAMES = (
    "Yes", "Bank transfer (automatic)", "churn", "customer_id", "monthly_charges", "internet_service",
    "senior_citizen", "female",
)  # fmt: skip
"""A class, a level, the label, the key, a number, a category and two groups of the example."""


def renamed(name: str, text: str) -> Any:
    """Return the document of the example with ``text`` for every ``name``, keys included."""

    def put(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {put(key): put(item) for key, item in value.items()}
        if isinstance(value, list):
            return [put(item) for item in value]
        return text if value == name else value

    return put(BASE)


@cache
def usable(texts: Texts, text: str) -> tuple[Route, ...]:
    """Return the routes at which words without meaning may stand, all at once."""
    routes = [route for route in texts.routes if ELSEWHERE.isdisjoint(route)]
    doubtful: list[Route] = []
    while faulty := failing(texts.with_text(text, routes)):
        left = [route for route in routes if not any(_touches(route, place) for place in faulty)]
        assert len(left) < len(routes), faulty
        exact = {route for route in routes if any(place[: len(route)] == route for place in faulty)}
        doubtful += [route for route in routes if route not in left and route not in exact]
        routes = left
    return tuple(_grown(texts, text, routes, doubtful))


def _grown(texts: Texts, text: str, routes: list[Route], more: list[Route]) -> list[Route]:
    if not more or not failing(texts.with_text(text, [*routes, *more])):
        return [*routes, *more]
    if len(more) == 1:
        return routes
    half = len(more) // 2
    return _grown(texts, text, _grown(texts, text, routes, more[:half]), more[half:])


def accepted(texts: Texts, text: str) -> tuple[Route, ...]:
    """Return the routes at which the compiler lets ``text`` stand, all at once."""
    routes = list(usable(texts, "harmless words"))
    while faulty := failing(texts.with_text(text, routes)):
        left = [route for route in routes if not any(_touches(route, place) for place in faulty)]
        assert len(left) < len(routes), faulty
        routes = left
    return tuple(routes)


def failing(document: Any) -> list[Route]:
    """Return the routes of the findings that forbid to compile ``document``."""
    return [found.route for found in checked(document).report.diagnostics if found.severity.fails]


def _touches(route: Route, place: Route) -> bool:
    shorter = min(len(route), len(place))
    return shorter > 0 and route[:shorter] == place[:shorter]
