"""The matrix of saboteurs and enforcements as text of 80 columns."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

from mlsys.cli import console
from mlsys.cli.proving.reach import Held, Reach, unreached
from mlsys.cli.proving.report import Proof
from mlsys.ir.wording import plural

_WIDTH: Final = 80
_COLOURS: Final = {True: ("green",), False: ("bold", "red")}


def proofs_text(proofs: Sequence[Proof]) -> Iterator[str]:
    """Yield the lines on what each saboteur tripped."""
    verdicts = {True: "tripped", False: "NOT TRIPPED"}
    width = max(len(verdicts[proof.tripped]) for proof in proofs)
    names = max(len(_name(proof.saboteur)) for proof in proofs)
    for proof in proofs:
        start = f"{verdicts[proof.tripped]:<{width}}  {_name(proof.saboteur):<{names}}  "
        told = f"{proof.enforcement} ({proof.claim})"
        first, *rest = textwrap.wrap(told, max(_WIDTH - len(start), 20))
        yield console.style(start, *_COLOURS[proof.tripped]) + first
        yield from (" " * len(start) + line for line in rest)
        if not proof.tripped:
            yield from textwrap.wrap(proof.evidence, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    failed = sum(not proof.tripped for proof in proofs)
    yield ""
    yield f"{len(proofs) - failed} of {len(proofs)} saboteurs tripped what they must trip."


def held_text(held: Sequence[Held]) -> Iterator[str]:
    """Yield the lines on how the enforcements stand: counted, those that fail, those without a saboteur."""
    counts = Counter((each.kind, each.reach) for each in held)
    kinds = sorted({each.kind for each in held}, key=lambda kind: kind.value)
    rows = [(kind.value, *(counts[kind, reach] or "" for reach in Reach)) for kind in kinds]
    rows.append(("all", *(sum(each.reach is reach for each in held) or "" for reach in Reach)))
    header = ("held by", "tripped", "green", "not run", "removed", "no saboteur")
    yield ""
    yield console.table(rows, header, right=range(1, len(header)))
    for each in held:
        if each.reach.fails:
            yield from _line(each, f"{each.reach.value}{f' ({each.gone})' if each.gone else ''}")
    loose = list(unreached(held))
    if loose:
        yield ""
        yield console.style(f"no saboteur reaches {plural(len(loose), 'enforcement')}", "bold")
        for each in loose:
            yield from _line(each, "")


def _line(each: Held, state: str) -> Iterator[str]:
    anchor = f"#{each.anchor}" if each.anchor else ""
    start = f"{console.style(state, 'bold', 'red')}: " if state else f"  {each.kind.value:<7}"
    lines = textwrap.wrap(f"{each.artefact}{anchor}", _WIDTH - 9, break_on_hyphens=False)
    yield start + lines[0]
    yield from (f"{'':9}{line}" for line in lines[1:])


def _name(path: str) -> str:
    return PurePosixPath(path).stem
