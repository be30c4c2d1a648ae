"""The page on what is declared and held by nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mlsys.blueprints.model import EnforcementKind
from mlsys.reference.held import ANY, kinds_of, leaves, marked
from mlsys.reference.markdown import code, page, table
from mlsys.route import Route, format_route

MEASURED: Final = Path(__file__).resolve().parents[3] / "tests" / "honest" / "unheld.yaml"
"""What nothing holds in the honest documents; a test measures it. An installed compiler has none."""
_INTRO: Final = """What is declared and held by nothing is decoration. This page is all of it, by field;
`mlsys trace` tells the same of one document, and `mlsys explain PATH` of one field. A test fails when a
document gains a claim that nothing holds, and when one that is listed here is held."""


def render(measured: Path = MEASURED) -> str:
    """Return the page on what is declared and not held."""
    return page("What is not held yet", _INTRO, *_language(), *(_documents(measured)))


def _language() -> Iterator[str]:
    fields = leaves()
    loose = {route: text for route, field in fields.items() if (text := marked(route, field))}
    stated = [r for r in fields if r not in loose and kinds_of(r) == {EnforcementKind.DOC}]
    held = len(fields) - len(loose) - len(stated)
    yield "## Fields of the language"
    yield (
        f"Of {len(fields)} fields, {held} are held by something that runs in at least one blueprint, "
        f"{len(stated)} are repeated in documents for people, {len(loose)} are held by nothing."
    )
    rows = [(code(_shown(route)), loose[route]) for route in sorted(loose, key=_shown)]
    yield table(("field", "what becomes of it"), rows)
    yield "### Stated in documents for people, and enforced by nothing that is generated"
    groups: dict[str, list[str]] = defaultdict(list)
    for route in stated:
        groups[str(route[0])].append(code(_shown(route[1:]) or _shown(route)))
    yield table(("section", "fields"), [(code(name), ", ".join(found)) for name, found in groups.items()])


def _documents(measured: Path) -> Iterator[str]:
    if not measured.is_file():
        return
    import yaml

    found: dict[str, Any] = yaml.safe_load(measured.read_text("utf-8"))
    yield "## Honest documents"
    yield (
        "Every example is held as a whole. Of the honest documents that compile, these claims are held by "
        "nothing, because the blueprints that apply to them do not read them:"
    )
    rows = [(code(field), str(len(names)), ", ".join(names)) for field, names in found["unheld"].items()]
    yield table(("field", "documents", "which"), rows)
    yield f"Not compiled, and so not measured: {', '.join(found['refused'])}."


def _shown(route: Route) -> str:
    named = tuple("<name>" if step == ANY else step for step in route)
    return format_route(named).replace('["<name>"]', ".<name>")
