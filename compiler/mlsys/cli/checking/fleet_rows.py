"""What a fleet tells about one document, and judging many of them in bounded memory."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys.cli.checking.parallel import fresh_processes
from mlsys.diagnostics import Severity, codes
from mlsys.errors import MlsysError
from mlsys.judge import Options

if TYPE_CHECKING:
    from mlsys.judge import Judgement

_DOCUMENT: Final = re.compile(r"mlsystem(\.[\w-]+)?\.ya?ml\Z")
_BATCH: Final = 200
"""Documents that a process judges before it makes way for a new one, as each takes some memory for good."""
_OWNERS: Final = ("ml_engineer", "business_owner")
"""Whose team a system is told under, the first that it names."""


@dataclass(frozen=True, slots=True)
class FleetRow:
    """One document of a fleet."""

    path: str
    fault: str = ""
    """Why it could not be judged; empty when it could."""
    system: str = ""
    team: str = ""
    stage: str = ""
    errors: int = 0
    dangers: int = 0
    warnings: int = 0
    codes: tuple[str, ...] = ()
    """What was found as error or danger, each code once."""
    exceptions: int = 0
    """Demands of policies that the system is excepted from."""
    enforced: int = 0
    """Claims that an artefact enforces."""
    claims: int = 0
    """Claims of the document; 0 when there is no plan, as after an error."""
    compiler: str = ""
    """The version that the project was compiled with; empty when there is none."""

    @property
    def fails(self) -> bool:
        """Whether somebody has to do something."""
        return bool(self.fault) or self.errors + self.dangers > 0


def documents_in(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return the documents at and below ``paths``, without the copies that projects hold of theirs."""
    found: dict[str, None] = {}
    for path in paths:
        if not path.is_dir():
            found[str(path)] = None
            continue
        for folder, inner, names in os.walk(path):
            inner[:] = sorted(name for name in inner if not name.startswith(".") and name != "node_modules")
            documents = (os.path.join(folder, name) for name in sorted(names) if _DOCUMENT.match(name))
            found.update((name, None) for name in documents if not _is_copy(name, names))
    return tuple(found)


def _is_copy(document: str, beside: Sequence[str]) -> bool:
    from mlsys.planning.paths import LOCK_NAME
    from mlsys.project.identity import document_of

    folder = os.path.dirname(document)
    if LOCK_NAME not in beside:
        return False
    try:
        source = document_of(Path(folder))[0]
    except MlsysError:
        return False
    return os.path.realpath(source) != os.path.realpath(document)


def rows_of(documents: Sequence[str], jobs: int) -> Iterator[FleetRow]:
    """Yield a row for each document, in their order."""
    # What the first one makes ready, as schema and catalogue, forked processes share.
    yield from map(row_of, documents[:1])
    for start in range(1, len(documents), _BATCH * jobs):
        batch = documents[start : start + _BATCH * jobs]
        with ProcessPoolExecutor(min(jobs, len(batch)), mp_context=fresh_processes()) as pool:
            yield from pool.map(row_of, batch, chunksize=max(1, min(25, len(batch) // (4 * jobs))))


def row_of(path: str) -> FleetRow:
    """Return what there is to tell about the document at ``path``."""
    from mlsys import pipeline

    try:
        judgement = pipeline.check(path, Options(project=True))
    except MlsysError as fault:
        return FleetRow(path, fault.message)
    return _row(path, judgement)


def _row(path: str, judgement: Judgement) -> FleetRow:
    from mlsys.planning.coverage import Standing
    from mlsys.policies.hold import EXCEPTED

    found = judgement.report.diagnostics
    counts = {each: sum(d.severity is each for d in found) for each in Severity}
    system, planned, previous = judgement.system, judgement.planned, judgement.inputs.previous
    header = previous.header if previous is not None else None
    return FleetRow(
        path,
        system=system.name if system is not None else "",
        team=_team(judgement),
        stage=system.stage if system is not None else "",
        errors=counts[Severity.ERROR],
        dangers=counts[Severity.DANGER],
        warnings=counts[Severity.WARNING],
        codes=tuple(sorted({d.code for d in found if d.severity.fails})),
        exceptions=sum(d.code == codes.POLICY and d.note.startswith(EXCEPTED) for d in found),
        enforced=planned.coverage.count(Standing.ENFORCED) if planned is not None else 0,
        claims=len(planned.coverage.claims) if planned is not None else 0,
        compiler=header.mlsys if header is not None else "",
    )


def _team(judgement: Judgement) -> str:
    people = judgement.system.spec.stakeholders if judgement.system is not None else ()
    teams = {person.role: person.team for person in reversed(people) if person.team}
    return str(next((teams[role] for role in _OWNERS if role in teams), next(iter(teams.values()), "")))
