"""The trace as one page of HTML that needs nothing else: a section for each of the document's, foldable."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any, Final

from mlsys.route import format_route, parse_route

Row = Mapping[str, Any]

_STYLE: Final = """
:root{color-scheme:light dark;--line:#ddd;--dim:#666;--enforced:#17692a;--stated:#1c5d99;--checked:#1c5d99;
--manual:#8a5a00;--unenforced:#b3141d}
@media(prefers-color-scheme:dark){:root{--line:#383838;--dim:#a5a5a5;--enforced:#6bd089;--stated:#8cc0ea;
--checked:#8cc0ea;--manual:#ecc062;--unenforced:#ff8088}}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:78rem;padding:0 1rem}
nav a{margin-right:1rem;white-space:nowrap}a{color:inherit}
section{margin:1.6rem 0}summary{cursor:pointer}summary h2{display:inline;font-size:1.2rem}
summary small,dd small{color:var(--dim)}
table{border-collapse:collapse;width:100%;table-layout:fixed;margin-top:.4rem}
caption{text-align:left;font-weight:600;padding:.8rem .6rem .2rem}
td{vertical-align:top;padding:.35rem .6rem;border-top:1px solid var(--line)}
td:nth-child(1){width:46%}td:nth-child(2){width:7rem}
pre{font:13px/1.45 ui-monospace,monospace;margin:0;white-space:pre-wrap;overflow-wrap:break-word}
code{font:13px ui-monospace,monospace}
ul{list-style:none;margin:0;padding:0}li small{display:block;margin-left:1.2rem;color:var(--dim)}
.enforced{color:var(--enforced)}.stated{color:var(--stated)}.checked{color:var(--checked)}
.manual{color:var(--manual)}.unenforced{color:var(--unenforced);font-weight:600}
.bar{display:flex;height:.8rem;border-radius:.4rem;overflow:hidden;margin:.6rem 0 1.2rem}
.bar span{background:currentColor}
@media print{details{display:block}nav{display:none}}
"""
_STANDINGS: Final = ("enforced", "stated", "checked", "manual", "unenforced")
_LONG: Final = 400
"""Characters of a value that is folded."""
_BREAKS: Final = re.compile(r"(?<=[/._#])(?=\w)")
"""Where a path may go on in the next line."""


def page(name: str, counts: Mapping[str, int], summary: str, rows: Sequence[Row], score: str) -> str:
    """Return the page for the system called ``name``.

    Args:
        name: the name of the system.
        counts: how many claims stand how.
        summary: the same in words.
        rows: the claims as plain data.
        score: the section of the ML Test Score; empty where nothing has run.
    """
    bar = "".join(f'<span class="{s}" style="flex:{counts[s]}"></span>' for s in _STANDINGS)
    sections = {title: list(found) for title, found in groupby(rows, _title)}
    links = "\n".join(f'<a href="#{escape(title)}">{escape(title)}</a>' for title in sections)
    body = "\n".join(_section(title, found) for title, found in sections.items())
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(name)}: claims and what enforces them</title><style>{_STYLE}</style></head><body>
<h1>{escape(name)}</h1>
<p>{summary}</p>
<div class="bar" role="img" aria-label="{summary}">{bar}</div>
<nav aria-label="Sections">{links}</nav>
{score}
{body}
</body></html>
"""


def _section(title: str, rows: Sequence[Row]) -> str:
    told = ", ".join(
        f"{number} {standing}"
        for standing in _STANDINGS
        if (number := sum(row["standing"] == standing for row in rows))
    )
    tables = "\n".join(_table(entry, list(found)) for entry, found in groupby(rows, _entry))
    return (
        f'<section id="{escape(title)}"><details open><summary><h2>{escape(title)}</h2> <small>{told}</small>'
        f"</summary>\n{tables}\n</details></section>"
    )


def _table(entry: str, rows: Sequence[Row]) -> str:
    """Return the claims of one entry; those that are held by the same things stand in one row."""
    held = [list(found) for _, found in groupby(rows, lambda row: (row["standing"], _held(row)))]
    body = "\n".join(_row(found) for found in held)
    caption = f"<caption><code>{_breaking(entry)}</code></caption>" if entry != _title(rows[0]) else ""
    return f"<table>{caption}<tbody>\n{body}\n</tbody></table>"


def _row(rows: Sequence[Row]) -> str:
    standing = rows[0]["standing"]
    values = "\n".join(_value(row) for row in rows)
    return (
        f'<tr><td>{values}</td><td class="{standing}">{standing}</td>'
        f"<td>{_held(rows[0]) or escape(rows[0]['evidence'])}</td></tr>"
    )


def _value(row: Row) -> str:
    """Return the field with its value, as the document would have it."""
    *_, name = parse_route(row["path"])
    text = escape(_yaml({name: row["value"]} if isinstance(name, str) else [row["value"]]))
    shown = f'<pre title="{escape(row["location"])}">{text}</pre>'
    if len(text) <= _LONG:
        return shown
    return f"<details><summary><code>{escape(str(name))}</code></summary>{shown}</details>"


def _held(row: Row) -> str:
    lines = "".join(_enforcement(each) for each in row["enforced_by"])
    return f"<ul>{lines}</ul>" if lines else ""


def _enforcement(each: Mapping[str, Any]) -> str:
    anchor = f"#{each['anchor']}" if each["anchor"] else ""
    tripped = (
        f"<small>tripped by <code>{_breaking(each['saboteur'])}</code></small>" if each["saboteur"] else ""
    )
    return f"<li>{escape(each['kind'])} <code>{_breaking(each['artefact'] + anchor)}</code>{tripped}</li>"


def _yaml(value: object) -> str:
    import yaml

    return str(yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=math.inf)).rstrip("\n")


def _breaking(path: str) -> str:
    """Return a path that breaks between its parts, and nowhere else."""
    return "<wbr>".join(escape(part) for part in _BREAKS.split(path))


def _entry(row: Row) -> str:
    route = parse_route(row["path"])
    return format_route(route[:-1] or route)


def _title(row: Row) -> str:
    return str(parse_route(row["path"])[0])
