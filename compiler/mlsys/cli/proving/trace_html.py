"""The trace as one page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

_STYLE: Final = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1b1b1b}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #ddd}
th{position:sticky;top:0;background:#fff}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
.enforced{color:#17692a}.stated,.checked{color:#1c5d99}.manual{color:#8a5a00}.unenforced{color:#b3141d;font-weight:600}
.bar{display:flex;height:.8rem;border-radius:.4rem;overflow:hidden;margin:.6rem 0 1.2rem}
.bar .enforced{background:#2e9e4a}.bar .stated{background:#6aa5d8}.bar .checked{background:#9cc3e6}
.bar .manual{background:#e3a32b}
.bar .unenforced{background:#d8333d}
@media(prefers-color-scheme:dark){body,th{background:#161616;color:#e6e6e6}th,td{border-color:#333}
.enforced{color:#6bd089}.stated,.checked{color:#8cc0ea}.manual{color:#ecc062}.unenforced{color:#ff8088}}
"""


_HEAD: Final = "<tr><th>Claim</th><th>Value</th><th>Standing</th><th>Enforced by</th><th>Tripped by</th></tr>"


def page(name: str, counts: Mapping[str, int], summary: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the page for the system called ``name``.

    Args:
        name: the name of the system.
        counts: how many claims stand how.
        summary: the same in words.
        rows: the claims as plain data.
    """
    standings = ("enforced", "stated", "checked", "manual", "unenforced")
    bar = "".join(f'<span class="{s}" style="flex:{counts[s]}"></span>' for s in standings)
    body = "\n".join(_row(row) for row in rows)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(name)}: claims and what enforces them</title><style>{_STYLE}</style></head><body>
<h1>{escape(name)}</h1>
<p>{summary}</p>
<div class="bar" role="img" aria-label="{summary}">{bar}</div>
<table><thead>{_HEAD}</thead><tbody>
{body}
</tbody></table></body></html>
"""


def _row(row: Mapping[str, Any]) -> str:
    held = row["enforced_by"]
    by = "<br>".join(f"{escape(e['kind'])} <code>{escape(_place(e))}</code>" for e in held)
    saboteurs = "<br>".join(f"<code>{escape(e['saboteur'])}</code>" if e["saboteur"] else "" for e in held)
    value = escape(str(row["value"]))
    return (
        f'<tr><td><code title="{escape(row["location"])}">{escape(row["path"])}</code></td><td>{value}</td>'
        f'<td class="{row["standing"]}">{row["standing"]}</td><td>{by or escape(row["evidence"])}</td>'
        f"<td>{saboteurs}</td></tr>"
    )


def _place(enforcement: Mapping[str, Any]) -> str:
    anchor = f"#{enforcement['anchor']}" if enforcement["anchor"] else ""
    return f"{enforcement['artefact']}{anchor}"
