"""The page of a field in Markdown, short enough to stand beside the text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def markdown(page: Mapping[str, Any]) -> str:
    """Return a page of ``mlsys explain PATH`` as Markdown."""
    lines = [f"**{page['path']}**", "", str(page["meaning"]), ""]
    facts = ("type", "values", "unit", "default", "merge", "impact", "support", "deprecated")
    lines += [f"- {name}: {_plain(page[name])}" for name in facts if page.get(name) not in (None, "", [])]
    for name, derivation in page.get("derived", {}).items():
        lines += ["", f"*{name}*: {derivation['working']}"]
    enforced = page.get("enforced_by", ())
    if enforced:
        names = dict.fromkeys(f"`{entry['artefact']}` ({entry['kind']})" for entry in enforced)
        lines += ["", f"Enforced by {', '.join(list(names)[:6])}{' …' if len(names) > 6 else ''}"]
    fields = page.get("fields", {})
    if fields:
        lines += ["", *(f"- `{name}`: {text}" for name, text in fields.items())]
    return "\n".join(lines)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(f"`{item}`" for item in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
