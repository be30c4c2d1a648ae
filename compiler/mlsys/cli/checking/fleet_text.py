"""A fleet as tables of 80 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from mlsys.cli import console
from mlsys.fleet.row import FleetRow
from mlsys.fleet.upgrade import Outcome, Upgrade
from mlsys.ir.wording import plural

_SHOWN: Final = 40
"""Systems in a table; the worst come first, and `--format json` has all of them."""
_WIDEST: Final = 23
"""Characters of a name in a table, so that it fits."""
_NEXT: Final = 5
"""Systems for which the way on is told below the table."""


def systems(rows: Sequence[FleetRow]) -> str:
    """Return a line for each system, and what there is to tell of all."""
    cells = [
        (
            _short(row.system or row.path),
            _short(row.team or "–", 16),
            row.stage or "–",
            *(("–",) * 4 if row.fault else (row.errors, row.dangers, row.warnings, _coverage(row))),
        )
        for row in rows[:_SHOWN]
    ]
    header = ("system", "owner", "stage", "err", "dang", "warn", "enforced")
    lines = [console.table(cells, header, right=(3, 4, 5, 6)), *_more(rows)] if rows else []
    lines += [f"{row.path}: {row.fault}" for row in rows[:_SHOWN] if row.fault]
    lines += ["", summary(rows)]
    most = Counter(code for row in rows for code in row.codes).most_common(5)
    if most:
        lines.append(f"found in most: {', '.join(f'{code} ({count})' for code, count in most)}")
    lines += pins(rows)
    worst = [row for row in rows if row.next][:_NEXT]
    lines += ["next:", *(f"  {row.next}" for row in worst)] if worst else []
    return "\n".join(lines)


def pins(rows: Sequence[FleetRow]) -> list[str]:
    """Return a line for each blueprint and source of others: in how many systems which version is pinned."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    newest: dict[tuple[str, str], str] = {}
    for pin in (pin for row in rows for pin in row.pins):
        counts.setdefault((pin.use, pin.name), Counter())[pin.version or "not here"] += 1
        newest[pin.use, pin.name] = pin.newest or newest.get((pin.use, pin.name), "")
    told = []
    for (use, name), versions in sorted(counts.items()):
        spread = ", ".join(f"{version} ({count})" for version, count in versions.most_common())
        more = f"; newest {newest[use, name]}" if newest[use, name] else ""
        told.append(f"{use} {name}: {spread}{more}")
    troubles = dict.fromkeys(pin.trouble for row in rows for pin in row.pins if pin.trouble)
    return [*told, *troubles]


def summary(rows: Sequence[FleetRow]) -> str:
    """Return what there is to tell of all systems, on one line."""
    failing = sum(row.fails for row in rows)
    excepted = sum(row.exceptions for row in rows)
    gates = sum(bool(row.evaluation and row.evaluation.failed) for row in rows)
    told = [f"{plural(len(rows), 'system')}, {failing} with errors or dangers"]
    told += [f"{gates} whose last evaluation failed"] if gates else []
    told += [f"{late} behind"] if (late := sum(bool(row.behind) for row in rows)) else []
    old = sum(any(pin.behind for pin in row.pins) for row in rows)
    told += [f"{old} pinned to old versions"] if old else []
    return ", ".join([*told, f"{plural(excepted, 'exception')} in force"])


def upgrades(rows: Sequence[Upgrade]) -> str:
    """Return what an upgrade means for each project; those that it does not concern are counted only."""
    concerned = [row for row in rows if row.outcome is not Outcome.CURRENT]
    concerned.sort(key=lambda row: (not row.blocks, row.project))
    cells = [
        (_short(row.system or row.path), _short(row.project, 30), row.outcome.value, len(row.changed) or "–")
        for row in concerned[:_SHOWN]
    ]
    header = ("system", "project", "outcome", "files")
    lines = [console.table(cells, header, right=(3,)), *_more(concerned), ""] if concerned else []
    for row in concerned[:_SHOWN]:
        lines += [f"{row.project}: {reason}" for reason in _reasons(row)]
    counts = Counter(row.outcome for row in rows)
    parts = [f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome]]
    lines.append(f"{plural(len(rows), 'project')}{': ' if parts else ''}{', '.join(parts)}")
    return "\n".join(lines)


def _reasons(row: Upgrade) -> Iterator[str]:
    if row.reason:
        yield row.reason
    if row.codes:
        yield f"{', '.join(row.codes)} (`mlsys validate {row.path}`)"
    if row.conflicts:
        yield f"in conflict: {', '.join(row.conflicts)}"
    if row.behind:
        yield "; ".join(f"{each.name} {each.have or '(new)'} → {each.now}" for each in row.behind[:4])


def _more(rows: Sequence[object]) -> list[str]:
    return [f"and {len(rows) - _SHOWN} more (`--format json` tells all)"] if len(rows) > _SHOWN else []


def _coverage(row: FleetRow) -> str:
    return f"{row.enforced}/{row.claims}" if row.claims else "–"


def _short(text: str, room: int = _WIDEST) -> str:
    return text if len(text) <= room else f"…{text[1 - room :]}"
