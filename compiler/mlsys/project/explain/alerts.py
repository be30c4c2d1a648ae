"""How the alerts of Prometheus differ between what stands in a project and what is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from mlsys.ir.wording import plural
from mlsys.project.reconcile.changes import Change, Changes

_WINDOW: Final = re.compile(r"(?:\[|rate)(\d+[smhdw])")
_WORDS: Final = {
    "windows": "re-windowed",
    "expr": "with another condition",
    "for": "held for another time",
    "labels": "routed anew",
    "text": "reworded",
}


class AlertChange(NamedTuple):
    """One respect in which an alert differs."""

    alert: str
    word: str
    """As a phrase behind its name: ``re-windowed``."""


def alert_changes(changes: Changes) -> tuple[AlertChange, ...]:
    """Return how the alerts in the rule files that ``changes`` writes come, go, or change."""
    return tuple(change for item in changes.items for change in _of_file(item))


def counted(found: Iterable[AlertChange]) -> list[str]:
    """Return how many alerts change in which respect, in words."""
    counts = Counter(change.word for change in found)
    return [f"{plural(count, 'alert')} {word}" for word, count in counts.items()]


def _of_file(item: Change) -> Iterator[AlertChange]:
    if not item.path.endswith((".yml", ".yaml")) or not isinstance(item.content, bytes):
        return
    old = _alerts(item.found.content if item.found is not None else b"")
    new = _alerts(item.content)
    for name in {**old, **new}:
        if name not in old:
            yield AlertChange(name, "added")
        elif name not in new:
            yield AlertChange(name, "removed")
        else:
            words = (word for key, word in _WORDS.items() if old[name][key] != new[name][key])
            yield from (AlertChange(name, word) for word in words)


def _alerts(content: bytes) -> Mapping[str, Mapping[str, Any]]:
    if b"alert:" not in content:
        return {}
    from mlsys.source import SourceFile
    from mlsys.syntax.nodes import to_plain
    from mlsys.syntax.reader import read

    tree = read(SourceFile("rules", content.decode(errors="replace"))).value
    plain: Any = to_plain(tree) if tree is not None else None
    groups = plain.get("groups") if isinstance(plain, dict) else None
    rules = [rule for group in groups or () if isinstance(group, dict) for rule in group.get("rules") or ()]
    return {str(rule["alert"]): _facts(rule) for rule in rules if isinstance(rule, dict) and "alert" in rule}


def _facts(rule: Mapping[str, Any]) -> Mapping[str, object]:
    """Return what distinguishes an alert; the windows of its condition apart from the rest of it."""
    condition = str(rule.get("expr"))
    return {
        "windows": _WINDOW.findall(condition),
        "expr": _WINDOW.sub("", condition),
        "for": rule.get("for"),
        "labels": rule.get("labels"),
        "text": rule.get("annotations"),
    }
