"""All rules, found by their files."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

from mlsys.rules.base import Band, Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule in the order of the codes."""
    rules = []
    for band in Band:
        package = importlib.import_module(f"mlsys.rules.{band.folder}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            rules.append(importlib.import_module(module.name).RULE)
    return tuple(sorted(rules, key=lambda rule: rule.code))


def find_rule(code: str, others: Sequence[Rule] = ()) -> Rule | None:
    """Return the rule with this code, former code or name, or ``None``.

    Args:
        code: as somebody writes it.
        others: rules beside those of mlsys.
    """
    wanted = code.strip()
    for rule in (*all_rules(), *others):
        if wanted.upper() in (rule.code, *rule.aliases) or wanted.lower() == rule.name:
            return rule
    return None


def matches(rule: Rule, patterns: tuple[str, ...]) -> bool:
    """Return whether one of ``patterns`` selects the rule: a code, the start of one (``MLS4``), or a name."""
    return named(patterns, (rule.code, *rule.aliases), rule.name)


def named(patterns: tuple[str, ...], codes: tuple[str, ...], name: str) -> bool:
    """Return whether one of ``patterns`` is ``name``, one of ``codes``, or the start of one."""
    return any(
        pattern.lower() in ("all", name) or any(code.startswith(pattern.upper()) for code in codes)
        for pattern in patterns
    )
