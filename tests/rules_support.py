"""Documents for the tests of rules: short overlays on complete documents."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from mlsys.diagnostics import Diagnostic
from mlsys.ir.build import build, measured
from mlsys.ir.system import System
from mlsys.profile.model import ColumnProfile, Profile
from mlsys.rules.base import Example
from mlsys.rules.run import RuleReport, run
from mlsys.schema.check import Checker
from mlsys.source import SourceFile
from mlsys.spec.root import MLSystem, bind
from mlsys.spec.schema import build_schema
from mlsys.syntax.nodes import Mapping, Node, to_plain
from mlsys.syntax.reader import read

BASES = Path(__file__).parent / "rules" / "bases"
TODAY = datetime.date(2026, 6, 1)


def tree_of(text: str, name: str = "mlsystem.yaml") -> Node:
    """Return the tree of ``text``, which must be sound YAML."""
    result = read(SourceFile(name, text))
    assert result.value is not None, result.diagnostics
    assert not result.diagnostics, result.diagnostics
    return result.value


@cache
def schema() -> dict[str, object]:
    return build_schema("MLSystem")


@cache
def checker() -> Checker[MLSystem]:
    """Return the check that the compiler runs; `by_schema`, which takes longer, asks the schema alone."""
    return Checker(schema(), MLSystem)


@cache
def by_schema() -> Checker[MLSystem]:
    return Checker(schema())


@cache
def base(name: str) -> dict[str, object]:
    """Return a complete document, which may itself be laid over another one."""
    plain = to_plain(tree_of((BASES / f"{name}.yaml").read_text()))
    assert isinstance(plain, dict)
    below = plain.pop("base", None)
    return plain if below is None else overlay(base(str(below)), plain)


def overlay(below: dict[str, object], above: dict[str, object]) -> dict[str, object]:
    """Return ``below`` with ``above`` laid over it; ``None`` removes an entry."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = (
                overlay(old if isinstance(old, dict) else {}, value) if isinstance(value, dict) else value
            )
    return merged


def tree_with(text: str, name: str) -> Node:
    """Return the tree of the document ``name`` with ``text`` laid over it; only the difference is read."""
    above = to_plain(tree_of(text)) if text else {}
    assert isinstance(above, dict)
    below, whole = base(name), overlay(base(name), above)
    changed = _mapping_of({key: value for key, value in whole.items() if value is not below.get(key)})
    kept = _base_tree(name)
    entries = (changed.entry(key) or kept.entry(key) for key in whole)
    return Mapping(tuple(entry for entry in entries if entry is not None), kept.span)


@cache
def _base_tree(name: str) -> Mapping:
    return _mapping_of(base(name))


def _mapping_of(plain: dict[str, object]) -> Mapping:
    tree = tree_of(json.dumps(plain, indent=1))
    assert isinstance(tree, Mapping)
    return tree


def bound(text: str, name: str = "binary") -> tuple[Node, MLSystem]:
    """Return tree and bound document, which must satisfy the schema."""
    tree = tree_with(text, name)
    spec, found = checker().bound(tree)
    assert [(d.code, d.message, d.route) for d in found] == []
    return tree, spec or bind(tree)


def system_of(example: Example, environment: str | None = None) -> System:
    """Return the resolved system of an example."""
    tree, spec = bound(example.text, example.base)
    previous = None if example.previous is None else bound(example.previous, example.base)[1]
    profile = None if example.profile is None else completed(example.profile, spec)
    return measured(build(spec, tree, environment, today=TODAY, profile=profile, previous=previous))


def completed(profile: Profile, spec: MLSystem) -> Profile:
    """Return ``profile`` with a sound column for every feature that it says nothing about."""
    sound = {
        name: ColumnProfile(
            type="text" if feature.type in ("embedding", "image") else feature.type, distinct=10
        )
        for name, feature in spec.data.features.items()
    }
    return replace(profile, columns={**sound, **profile.columns})


_REPORTS: dict[int, tuple[Example, RuleReport]] = {}


def report(example: Example) -> RuleReport:
    """Return the report of all rules on an example; each example is judged once."""
    if id(example) not in _REPORTS:
        _REPORTS[id(example)] = (example, run(system_of(example)))
    return _REPORTS[id(example)][1]


def findings(example: Example) -> tuple[Diagnostic, ...]:
    """Return what the rules find in an example."""
    return report(example).diagnostics


def environments_of(path: Path) -> list[tuple[str | None, System]]:
    """Return the resolved system of a document as it stands and in each of its environments."""
    from mlsys.spec.overlay import resolve

    systems = []
    tree = tree_of(path.read_text(), path.name)
    names = list(bind(tree).environments)
    for name in (None, *names):
        merged = resolve(tree, lambda *_: None, name)  # type: ignore[arg-type,return-value]
        assert merged.value is not None
        assert merged.diagnostics == ()
        assert checker().check(merged.value) == ()
        systems.append((name, build(bind(merged.value), merged.value, name, today=TODAY)))
    return systems
