"""Rules are held at their thresholds: a comparison that moves by a step changes the verdict on some example.

Each comparison of a rule is mutated by one step (``<`` to ``<=``), each constant that it compares with by a
fifth. A mutant that gives the same findings on all examples of the rule has survived: its examples do not
say where the threshold lies. Survivors that cannot be told apart are named in ``SURVIVORS`` with the reason.
"""

from __future__ import annotations

import ast
import copy
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mlsys.ir.system import System
from mlsys.rules.base import Example, Rule
from mlsys.rules.registry import all_rules
from rules_support import system_of

STEPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
RULES = all_rules()
SAMPLE = 6
"""The fast tests look at one rule of so many."""
EQUAL = "two computed numbers that no document makes equal"
WORDS = "how many are named in the message, which decides nothing"
ROUNDING = "any tolerance of rounding is as good"
SURVIVORS: dict[tuple[str, str], str] = {
    ("MLS027", "abs(share - prior) > _CLOSE"): EQUAL,
    ("MLS114", "abs(change - target.relative) > _ROUNDED * target.relative"): EQUAL,
    ("MLS206", "abs(implied.value - 0.5) > _NEAR"): EQUAL,
    ("MLS209", "end > start"): "equal ends are no finding, so this only chooses the word",
    ("MLS210", "names <= _WITHOUT_ORDER"): "equal only with every such metric at once",
    ("MLS211", "number < len(names)"): "fewer names than buckets are a finding of MLS209",
    ("MLS318", "abs(total - 1) > 1e-06"): ROUNDING,
    ("MLS318", "abs(total - 1) > 1e-06: 1e-06 → 8e-07"): ROUNDING,
    ("MLS318", "abs(total - 1) > 1e-06: 1e-06 → 1.2e-06"): ROUNDING,
    ("MLS319", "_NAMED: 3 → 2"): WORDS,
    ("MLS319", "_NAMED: 3 → 4"): WORDS,
    ("MLS319", "len(others) > _NAMED"): WORDS,
    ("MLS320", "_ERRORS: 3 → 2"): "small tables, in which other rules find more than this",
    ("MLS320", "_ERRORS: 3 → 4"): "small tables, in which other rules find more than this",
    ("MLS320", "abs(declared - measured) > max(chance, _OFF * measured)"): EQUAL,
    ("MLS320", "abs(declared - profile.rows) > _OFF * max(profile.rows, 1): 1 → 0"): "an empty table",
    ("MLS320", "abs(declared - profile.rows) > _OFF * max(profile.rows, 1): 1 → 2"): "an empty table",
    ("MLS322", "profile.rows < 2"): "in two rows other rules find more than this",
    ("MLS322", "profile.rows < 2: 2 → 3"): "in two rows other rules find more than this",
    ("MLS407", "beat.margin < width"): EQUAL,
    ("MLS407", "gate > beat.margin"): "only the rows that the message asks for",
    ("MLS414", "_TOLD: 5 → 4"): WORDS,
    ("MLS414", "_TOLD: 5 → 6"): WORDS,
    ("MLS414", "half_width(error) > _WIDE"): EQUAL,
    ("MLS414", "share == 0: 0 → -1"): "a group without positives has no error, so it is left out anyhow",
    ("MLS414", "share == 0: 0 → 1"): "a group of positives alone has no error, so it is left out anyhow",
    ("MLS436", "len(rows) <= _MOST"): "bounds the time, not what is found",
    ("MLS504", "errors < MIN_EVENTS"): EQUAL,
    ("MLS507", "_TOLERATED: 0.01 → 0.008"): "the chance falls from much to nothing within a few rows",
    ("MLS507", "_TOLERATED: 0.01 → 0.012"): "the chance falls from much to nothing within a few rows",
    ("MLS507", "chance > _TOLERATED"): EQUAL,
    ("MLS507", "job.bins < 2: 2 → 1"): "a single bin has no chance to alarm",
    ("MLS610", "test.rate.per_second >= load.peak"): EQUAL,
    ("MLS619", "_MORE_THAN_A_YEAR: 400 → 480"): "no calendar has a gap between one year and two",
    ("MLS619", "_MORE_THAN_A_YEAR: 86400 → 103680"): "no calendar has a gap between one year and two",
    ("MLS619", "_MORE_THAN_A_YEAR < gap < float('inf')"): "no calendar has a gap of 400 days",
    ("MLS705", "len(people) < 2"): "MLS110 asks for three roles, so there are never two",
    ("MLS705", "len(people) < 2: 2 → 3"): "MLS110 asks for three roles, so there are never two",
    ("MLS808", "seen < wanted"): EQUAL,
    ("MLS813", "_A_YEAR: 366 → 439"): "no calendar has a gap between one year and two",
    ("MLS813", "_A_YEAR: 86400.0 → 103680.0"): "no calendar has a gap between one year and two",
    ("MLS906", "abs(total - 1) > 1e-06"): ROUNDING,
    ("MLS906", "abs(total - 1) > 1e-06: 1e-06 → 8e-07"): ROUNDING,
    ("MLS906", "abs(total - 1) > 1e-06: 1e-06 → 1.2e-06"): ROUNDING,
    ("MLS922", "len(rates) < 2: 2 → 1"): "one rate has no gap",
    ("MLS928", "limit.max > _LARGEST"): "equal is within the limit, so this only chooses the word",
}
"""Mutants by rule and text that no example can tell from the rule, with the reason."""


@dataclass(frozen=True)
class Mutant:
    """A rule with one comparison or constant changed."""

    text: str
    tree: ast.Module
    strict: bool
    """Whether only another verdict counts: a changed constant of the module may be printed as well."""


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a rule's module; its examples and texts stay as they are."""
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        for changed, text in changes(node, tree):
            mutated = copy.deepcopy(tree)
            target = next(other for index, other in enumerate(ast.walk(mutated)) if index == number)
            changed(target)
            strict = isinstance(node, ast.Constant) and text.startswith("_")
            yield Mutant(text, ast.fix_missing_locations(mutated), strict)


def changes(node: ast.AST, tree: ast.Module) -> Iterator[tuple[Any, str]]:
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            step = STEPS.get(type(operator))
            if step is not None:
                yield lambda other, i=index, s=step: other.ops.__setitem__(i, s()), ast.unparse(node)
    elif isinstance(node, ast.Constant) and is_number(node.value) and is_threshold(node, tree):
        for factor in (0.8, 1.2):
            value = moved(node.value, factor)
            if value != node.value:
                text = f"{place_of(node, tree)}: {node.value} → {value}"
                yield lambda other, v=value: setattr(other, "value", v), text


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def moved(value: float, factor: float) -> float:
    """Return a constant a fifth away; small whole numbers by one."""
    if isinstance(value, float):
        return value * factor
    return round(value * factor) if abs(value) >= 5 else value + (1 if factor > 1 else -1)


@cache
def thresholds(tree: ast.Module) -> dict[int, str]:
    """Return the constants by which a module decides: those of its constants, and in comparisons."""
    found: dict[int, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and decides(node):
            name = ast.unparse(node.targets[0])
            found |= {id(inner): name for inner in ast.walk(node.value) if isinstance(inner, ast.Constant)}
        if isinstance(node, ast.FunctionDef):
            for compared in (inner for inner in ast.walk(node) if isinstance(inner, ast.Compare)):
                sides = [compared.left, *compared.comparators]
                numbers = (inner for side in sides for inner in values(side))
                text = ast.unparse(compared)
                found |= {id(inner): text for inner in numbers if isinstance(inner, ast.Constant)}
    return found


def decides(node: ast.Assign) -> bool:
    """Whether an assignment of a module is a constant of the rule, and not a profile of an example."""
    return ast.unparse(node.targets[0]).startswith("_") and "profiled(" not in ast.unparse(node.value)


def values(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is in an expression, without the indexes of its parts."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.Subscript) and child is node.slice):
            yield from values(child)


def is_threshold(node: ast.Constant, tree: ast.Module) -> bool:
    return id(node) in thresholds(tree)


def place_of(node: ast.Constant, tree: ast.Module) -> str:
    return thresholds(tree)[id(node)]


def source_of(rule: Rule) -> str:
    return Path(sys.modules[rule.check.__module__].__file__ or "").read_text("utf-8")


def verdicts(rule: Rule, check: Any, system: System) -> list[tuple[object, ...]]:
    """Return what the rule finds: the places, and the places with what it says there."""
    if rule.about is not None and not rule.about(system.task_kind):
        return [(), ()]
    try:
        found = tuple(check(system))
    except Exception as error:  # a mutant may fail in any way, which is noticed
        return [(repr(error),), (repr(error),)]
    return [tuple(f.route for f in found), tuple((f.route, f.message, f.help, f.note) for f in found)]


def survivors(rule: Rule) -> list[str]:
    systems = [system_of(example) for example in (*rule.good, *rule.bad)]
    expected = [verdicts(rule, rule.check, system) for system in systems]
    found = []
    for mutant in mutants(source_of(rule)):
        module = ModuleType(rule.check.__module__)
        exec(compile(mutant.tree, f"<{rule.code}>", "exec"), module.__dict__)
        check = module.__dict__["RULE"].check
        which = 0 if mutant.strict else 1
        judged = (verdicts(rule, check, system)[which] for system in systems)
        if all(now == before[which] for now, before in zip(judged, expected, strict=True)):
            found.append(mutant.text)
    return [text for text in found if (rule.code, text) not in SURVIVORS]


@pytest.mark.parametrize("rule", RULES[::SAMPLE], ids=lambda rule: rule.code)
def test_some_rules_are_held_at_their_thresholds(rule: Rule) -> None:
    assert survivors(rule) == []


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_held_at_its_thresholds(rule: Rule) -> None:
    assert survivors(rule) == []


def test_survivors_are_named_with_a_reason() -> None:
    assert all(reason for reason in SURVIVORS.values())
    assert {code for code, _ in SURVIVORS} <= {rule.code for rule in RULES}


def test_a_rule_with_one_example_is_not_held() -> None:
    rule = next(rule for rule in RULES if rule.code == "MLS305")
    bare = Rule("MLS305", rule.name, rule.severity, rule.check, rule.good[:1], rule.bad[:1])
    assert survivors(bare)
    assert isinstance(bare.good[0], Example)
