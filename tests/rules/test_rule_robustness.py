"""No sound document makes a rule fail, however odd its numbers."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from mlsys.ir.build import build
from mlsys.rules.run import run
from mlsys.spec.root import bind
from rules_support import BASES, TODAY, base, checker, tree_of

ODD = ("0d", "10000d", "0/d", "1B/d", "0 USD", "0 USD/month", "0.01%", "1TiB", "0 5 31 2 *", "0..0")


def changed(document: Any, route: tuple[Any, ...], value: object) -> Any:
    """Return a copy with ``value`` at ``route``; ``None`` removes the entry."""
    copied = copy.deepcopy(document)
    holder = copied
    for step in route[:-1]:
        holder = holder[step]
    if value is None:
        del holder[route[-1]]
    else:
        holder[route[-1]] = value
    return copied


def entries(value: Any, route: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*route, key), item
        yield from entries(item, (*route, key))


def variants(document: dict[str, object], odd: tuple[str, ...]) -> Iterator[Any]:
    for route, value in entries(document):
        yield changed(document, route, None)
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield from (changed(document, route, number) for number in (0, 1, value * 1000))
        elif isinstance(value, str):
            yield from (changed(document, route, text) for text in odd)


def judge(document: Any) -> None:
    tree = tree_of(json.dumps(document))
    if checker().check(tree):
        return
    for finding in run(build(bind(tree), tree, today=TODAY)).diagnostics:
        assert "None" not in finding.message + finding.help + finding.note


@pytest.mark.parametrize(
    "step", [pytest.param(5, id="some"), pytest.param(1, id="all", marks=pytest.mark.slow)]
)
def test_a_document_that_lacks_any_entry_can_be_judged(step: int):
    routes = [route for route, _ in entries(base("binary")) if len(route) <= 4]
    for route in routes[::step]:
        judge(changed(base("binary"), route, None))


def test_zero_numbers_can_be_judged():
    for route, value in entries(base("binary")):
        if isinstance(value, int | float) and not isinstance(value, bool):
            judge(changed(base("binary"), route, 0))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.stem for path in BASES.glob("*.yaml")))
@pytest.mark.parametrize(
    "every", [pytest.param(23, id="some"), pytest.param(1, id="all", marks=pytest.mark.long)]
)
def test_odd_documents_can_be_judged(every: int, name: str):
    for document in islice(variants(base(name), ODD), every // 2, None, every):
        judge(document)


def test_a_schedule_that_never_runs_is_told_once():
    document = changed(base("batch"), ("infra", "batch", "schedule"), "0 5 31 2 *")
    tree = tree_of(json.dumps(document))
    found = [d.code for d in run(build(bind(tree), tree, today=TODAY)).diagnostics]
    assert found == ["MLS618"]
