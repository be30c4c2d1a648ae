"""The hierarchy of classes is not a tree.

## What it finds
A class with two parents, a class below a parent that does not exist, a parent without children, or leaves
that differ from `task.classes`.

## Why it matters
A local classifier is trained for each inner node. A class with two parents gets two contradicting ones, one
without a parent is never predicted.

## What to do
Give each class exactly one parent.

## Source
Silla and Freitas, A survey of hierarchical classification across different application domains (2011).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.diagnostics.suggest import did_you_mean
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.labelled import HierarchicalTask

_LEVELS: Route = ("task", "hierarchy", "levels")


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    if not isinstance(task, HierarchicalTask) or task.hierarchy is None:
        return
    if bool(task.hierarchy.levels) == (task.hierarchy.source is not None):
        told = "in levels and in a table" if task.hierarchy.levels else "nowhere"
        yield Finding(("task", "hierarchy"), f"the tree stands {told}", anchor=Anchor.KEY,
                      help="write `levels`, or `source` for one that is long")  # fmt: skip
    source = task.hierarchy.source
    if source is not None and source.child == source.parent:
        yield Finding(("task", "hierarchy", "source", "parent"), "each class is its own parent",
                      help="name the column of the class above")  # fmt: skip
    if not task.hierarchy.levels:
        return
    above = set(task.hierarchy.levels[0].classes)
    for index, level in enumerate(task.hierarchy.levels[1:], start=1):
        parents: dict[str, str] = {}
        if above and level.children:
            for missing in sorted(above - set(level.children)):
                yield Finding(
                    (*_LEVELS, index, "children"),
                    f"`{missing}` has nothing below it at `{level.name}`",
                    related=(Related((*_LEVELS, index - 1), "the level above"),),
                )
        for parent, children in level.children.items():
            yield from _below(index, parent, children, above, parents)
        above = set(parents)
    yield from _leaves(task, above)


def _below(
    index: int, parent: str, children: tuple[str, ...], above: set[str], parents: dict[str, str]
) -> Iterator[Finding]:
    """Yield what is wrong with the classes below one class, and note their parent in ``parents``."""
    route: Route = (*_LEVELS, index, "children", parent)
    if above and parent not in above:
        yield Finding(route, f"`{parent}` is not a class of the level above", anchor=Anchor.KEY,
                      help=did_you_mean(parent, above),
                      related=(Related((*_LEVELS, index - 1), "the level above"),))  # fmt: skip
    if not children:
        yield Finding(route, f"`{parent}` has no classes below it", anchor=Anchor.KEY, help="name them")
    for child in children:
        if child == parent:
            yield Finding(route, f"`{child}` stands below itself", help="give both levels other names")
        if child in parents:
            yield Finding(route, f"`{child}` has two parents, `{parents[child]}` and `{parent}`",
                          help="give each class one parent")  # fmt: skip
        parents[child] = parent


def _leaves(task: HierarchicalTask, leaves: set[str]) -> Iterator[Finding]:
    if len(leaves) == 1:
        yield Finding(_LEVELS, "the tree has one leaf: there is nothing to tell apart", help="name more")
    if task.n_classes is not None and leaves and task.n_classes != len(leaves):
        yield Finding(("task", "n_classes"), f"{task.n_classes:,} leaves here, {len(leaves):,} in the tree",
                      help="leave it out", related=(Related(_LEVELS, "the hierarchy"),))  # fmt: skip
    if not task.classes or not leaves:
        return
    for orphan in sorted(set(task.classes) - leaves):
        yield Finding(("task", "classes"), f"leaf `{orphan}` has no parent in the hierarchy",
                      related=(Related(_LEVELS, "the hierarchy"),))  # fmt: skip
    for unknown in sorted(leaves - set(task.classes)):
        yield Finding(_LEVELS, f"leaf `{unknown}` is not among `task.classes`",
                      related=(Related(("task", "classes"), "the classes"),))  # fmt: skip


RULE = Rule(
    code="MLS208",
    name="hierarchy-is-no-tree",
    severity=always(Severity.ERROR),
    about=lambda task: task.tree,
    check=_check,
    good=(
        *examples(
            "task: {hierarchy: {levels: [{name: area, classes: [clothes, toys]},"
            " {name: item, children: {clothes: [jeans, shirts], toys: [dolls]}}]}}",
            base="hierarchical",
        ),
        *examples(
            "task: {n_classes: 4}",
            "task: {hierarchy: {levels: ~, source: {path: tree.csv, child: name, parent: above}}}",
            base="hierarchical",
        ),
    ),
    bad=(
        *examples(
            "task: {hierarchy: {levels: [{name: area, classes: [leave]}, "
            "{name: outcome, children: {leave: [fees]}}]}}",
            "task: {hierarchy: {levels: ~, source: {path: tree.csv, child: name, parent: name}}}",
            base="hierarchical",
        ),
        *examples(
            "task: {hierarchy: {source: {path: tree.csv, child: name, parent: above}}}",
            "task: {hierarchy: {levels: ~}}",
            base="hierarchical",
        ),
        *examples(
            "task: {hierarchy: {levels: [{name: area, classes: [leave, stay]}, "
            "{name: outcome, children: {leave: [leave, gone], stay: [upgrade, same]}}]}}",
            base="hierarchical",
        ),
        *examples(
            "task: {hierarchy: {levels: [{name: area, classes: [clothes, toys]},"
            " {name: item, children: {clothes: [jeans, shirts], toys: [jeans]}}]}}",
            base="hierarchical",
        ),
        *examples(
            "task: {n_classes: 5}",
            "task: {hierarchy: {levels: [{name: area, classes: [clothes, toys]},"
            " {name: item, children: {clothes: [jeans, shirts], toys: []}}]}}",
            base="hierarchical",
        ),
    ),
)
