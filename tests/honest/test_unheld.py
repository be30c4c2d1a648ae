"""What nothing holds in honest documents is listed: it cannot grow unseen, and what is held leaves it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from mlsys.diagnostics import project_codes as codes
from mlsys.pipeline import Options, check_source
from mlsys.planning.coverage import ClaimCoverage, Standing
from mlsys.reference.held import leaves, marked
from mlsys.reference.unheld import MEASURED
from mlsys.route import Route, Step
from mlsys.spec.lookup import places
from mlsys.syntax.load import load
from rules_support import TODAY

FOLDER = Path(__file__).parent
DOCUMENTS = sorted([*(FOLDER / "documents").glob("*.yaml"), *(FOLDER / "systems").glob("*.yaml")])


@cache
def claims(path: Path) -> tuple[ClaimCoverage, ...] | None:
    """Return how the claims of a document stand; ``None`` when it is refused, for want of a blueprint."""
    judgement = check_source(load(path), Options(project=True, compiling=True), today=TODAY)
    refused = [d.code for d in judgement.report.diagnostics if d.code == codes.UNSERVED]
    if refused or judgement.planned is None:
        assert refused, f"{path.stem}: {judgement.report.diagnostics}"
        return None
    return judgement.planned.coverage.claims


def field_of(route: Route) -> str:
    """Return a route with the names of entries left open."""
    steps: list[Step] = []
    for length, step in enumerate(route, start=1):
        steps.append(step if any(place.exact for place in places(route[:length])) else "<name>")
    return ".".join(map(str, steps))


def measure() -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for path in DOCUMENTS:
        loose = {field_of(c.route) for c in claims(path) or () if c.standing is Standing.UNENFORCED}
        for field in sorted(loose):
            found.setdefault(field, []).append(path.stem)
    return {
        "refused": [path.stem for path in DOCUMENTS if claims(path) is None],
        "unheld": dict(sorted(found.items())),
    }


def test_the_list_is_what_is_measured(request: pytest.FixtureRequest) -> None:
    measured = measure()
    if request.config.getoption("--update-golden"):
        text = yaml.safe_dump(measured, sort_keys=False, width=110, default_flow_style=None)
        MEASURED.write_text(
            "# Measured by test_unheld.py; `--update-golden` writes it anew.\n" + text, "utf-8"
        )
    committed = yaml.safe_load(MEASURED.read_text("utf-8"))
    assert measured["refused"] == committed["refused"]
    assert measured["unheld"] == committed["unheld"]


def test_a_field_marked_as_unheld_is_held_in_no_document() -> None:
    marks = {".".join("<name>" if s == "*" else str(s) for s in r): marked(r, f) for r, f in leaves().items()}
    for path in DOCUMENTS:
        for claim in claims(path) or ():
            if marks.get(field_of(claim.route)):
                assert claim.standing in (Standing.UNENFORCED, Standing.CHECKED), (path.stem, claim.route)
