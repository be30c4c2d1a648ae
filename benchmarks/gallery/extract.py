"""What a page shows of a document and of a README: their own words."""

from __future__ import annotations

import re

ELSEWHERE = {
    "alternatives", "decision", "granularity", "intended_use", "limitations", "out_of_scope", "paradigm",
    "prediction",
}  # fmt: skip
"""Parts of a task that the README tells."""


def shown(document: str) -> str:
    """Return the framing, the metrics and the baselines of a document as they are written."""
    sections = _blocks(document, 0)
    parts = [sections[name] for name in ("task", "metrics", "baseline") if name in sections]
    if parts and "task" in sections:
        head, *_ = sections["task"].splitlines()
        inner = _blocks(sections["task"], 2)
        kept = [text for name, text in inner.items() if name not in ELSEWHERE]
        parts[0] = "\n".join([head, *kept])
    return "\n".join(part.rstrip() for part in parts)


def _blocks(text: str, indent: int) -> dict[str, str]:
    """Return the entries of a block mapping whose keys stand at ``indent``, by key."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in text.splitlines():
        begins = re.match(rf" {{{indent}}}([A-Za-z_]\w*):", line)
        if begins:
            key = begins[1]
        elif line.strip() and len(line) - len(line.lstrip()) <= indent:
            key = ""
        if key:
            found.setdefault(key, []).append(line)
    return {name: "\n".join(lines).rstrip() for name, lines in found.items()}


def opening(readme: str) -> str:
    """Return the first paragraph of a README, up to where it says how to run the example."""
    paragraph = readme.split("\n\n")[1]
    return " ".join(re.split(r"`mlsys compile|\bCompile", paragraph)[0].split())


def about_data(readme: str) -> str:
    """Return what a README says of where its data come from; nothing if no paragraph begins so."""
    found = re.search(r"\bThe data (?:are|is|come)\b.*?(?=\n\n|\Z)", readme, re.DOTALL)
    return " ".join(found[0].split()) if found else ""
