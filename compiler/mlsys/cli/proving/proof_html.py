"""The matrix of saboteurs and enforcements as one page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from mlsys.cli.proving.reach import Held
from mlsys.cli.proving.report import Proof

_STYLE: Final = """
:root{color-scheme:light dark;--line:#ddd;--bad:#b3141d;--good:#17692a}
@media(prefers-color-scheme:dark){:root{--line:#383838;--bad:#ff8088;--good:#6bd089}}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:78rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}th{text-align:left}
td,th{vertical-align:top;padding:.35rem .6rem;border-top:1px solid var(--line);overflow-wrap:anywhere}
code{font:13px ui-monospace,monospace}.bad{color:var(--bad);font-weight:600}.good{color:var(--good)}
"""


def page(name: str, proofs: Sequence[Proof], held: Sequence[Held]) -> str:
    """Return the page for the project called ``name``."""
    saboteurs = "\n".join(
        _row(
            proof.tripped, ("tripped" if proof.tripped else "NOT TRIPPED"),
            proof.saboteur, proof.enforcement, proof.claim, proof.evidence,
        )
        for proof in proofs
    )  # fmt: skip
    enforcements = "\n".join(
        _row(
            not each.reach.fails, each.reach.value + (f": {each.gone}" if each.gone else ""),
            each.artefact + (f"#{each.anchor}" if each.anchor else ""), each.kind.value,
            ", ".join(each.claims), each.saboteur,
        )
        for each in held
    )  # fmt: skip
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(name)}: saboteurs and what they trip</title><style>{_STYLE}</style></head><body>
<h1>{escape(name)}</h1>
<h2>Saboteurs</h2>
<table><thead><tr><th></th><th>saboteur</th><th>trips</th><th>claim</th><th>evidence</th></tr></thead>
<tbody>
{saboteurs}
</tbody></table>
<h2>Enforcements</h2>
<table><thead><tr><th></th><th>artefact</th><th>kind</th><th>claims</th><th>saboteur</th></tr></thead>
<tbody>
{enforcements}
</tbody></table>
</body></html>
"""


def _row(good: bool, verdict: str, *cells: str) -> str:
    told = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr><td class="{"good" if good else "bad"}">{escape(verdict)}</td>{told}</tr>'
