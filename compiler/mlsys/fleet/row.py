"""What a fleet tells about one system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mlsys import __version__
from mlsys.diagnostics import Severity
from mlsys.errors import MlsysError
from mlsys.fleet.pins import Pin, pins_of
from mlsys.fleet.places import Place
from mlsys.judge import Options
from mlsys.project.evaluation import Evaluation, read_evaluation
from mlsys.syntax.nodes import to_plain

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.judge import Judgement
    from mlsys.project.record.lock import Lock, LockHeader

_OWNERS: Final = ("ml_engineer", "business_owner")
"""Whose team a system is told under, the first that it names."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Something that a project was compiled with, of which the compiler has another version now."""

    name: str
    have: str
    now: str


@dataclass(frozen=True, slots=True)
class FleetRow:
    """One system of a fleet."""

    path: str
    fault: str = ""
    """Why it could not be judged; empty when it could."""
    system: str = ""
    team: str = ""
    stage: str = ""
    environment: str = ""
    risk_class: str = ""
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
    slos: tuple[str, ...] = ()
    cost: str = ""
    """The most that the declared capacity costs a month."""
    project: str = ""
    """The folder of the project; empty when there is none below the paths of the fleet."""
    compiler: str = ""
    """The version that the project was compiled with."""
    behind: tuple[Behind, ...] = ()
    """What of the compiler, of blueprints, presets and policies has another version by now."""
    pins: tuple[Pin, ...] = ()
    """What its repository is pinned to of others."""
    edited: tuple[str, ...] = ()
    """Managed files that are not as they were generated."""
    evaluation: Evaluation | None = None
    next: str = field(default="", init=False)
    """What to do about it first; empty when there is nothing."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "next", next(_advice(self), ""))

    @property
    def fails(self) -> bool:
        """Whether somebody has to do something."""
        return bool(self.fault) or self.errors + self.dangers > 0

    @property
    def rank(self) -> tuple[object, ...]:
        """What the rows are sorted by, the worst first."""
        failed = len(self.evaluation.failed) if self.evaluation is not None else 0
        return (not self.fault, -self.errors, -self.dangers, -failed, -self.warnings, self.path)


def _advice(row: FleetRow) -> Iterator[str]:
    if row.fault or row.errors or row.dangers:
        yield f"mlsys validate {row.path}"
    if not row.project:
        yield f"mlsys compile {row.path}"
    if row.evaluation is not None and row.evaluation.failed:
        yield f"make -C {row.project} train evaluate"
    if row.behind:
        yield f"mlsys fleet upgrade {row.project}"
    for pin in row.pins:
        if pin.behind:
            yield f"cd {Path(row.path).parent} && mlsys {pin.use} update {pin.name}"
    if row.edited:
        yield f"mlsys status {row.project}"


def row_of(place: Place) -> FleetRow:
    """Return what there is to tell about the system at ``place``."""
    from mlsys import pipeline
    from mlsys.inputs import load_inputs
    from mlsys.project.reconcile.memory import read_lock

    try:
        inputs = load_inputs(place.document, place.project)
        judgement = pipeline.check_inputs(inputs, Options(place.environment, project=True))
        lock = read_lock(place.project) if place.project is not None else None
    except MlsysError as fault:
        return FleetRow(place.document, fault.message, project=place.project or "")
    return FleetRow(
        place.document,
        **said(judgement),
        **_judged(judgement),
        pins=tuple(pins_of(inputs.settings)),
        **(_project(Path(place.project), lock, judgement) if place.project and lock is not None else {}),
    )


def informed(row: FleetRow, newer: Mapping[Pin, Pin]) -> FleetRow:
    """Return ``row`` with what the sources of its pins hold."""
    return replace(row, pins=tuple(newer.get(pin, pin) for pin in row.pins)) if newer else row


def said(judgement: Judgement) -> dict[str, Any]:
    """Return what the document says of the system; of one that is not understood, who it belongs to."""
    variant = judgement.variants.get(judgement.chosen)
    if variant is None:
        return {}
    whole = to_plain(variant.tree)
    metadata = _table(_table(whole).get("metadata"))
    told = {"system": metadata.get("name"), "stage": metadata.get("stage"), "team": _team(whole)}
    told["environment"] = judgement.chosen
    found = {name: value if isinstance(value, str) else "" for name, value in told.items()}
    system = variant.system
    return found if system is None else {**found, **_promised(system)}


def _promised(system: System) -> dict[str, Any]:
    needs, cost = system.spec.requirements, system.derivations.get("cost.monthly")
    slos = needs.reliability.slos
    return {
        "stage": system.stage,
        "risk_class": needs.constraints.ethics.risk_class or "",
        "slos": tuple(f"{name} {slo.objective:.5g}" for name, slo in slos.items()),
        "cost": "" if cost is None else f"{cost.value:,.0f} {cost.unit}",
    }


def _judged(judgement: Judgement) -> dict[str, Any]:
    from mlsys.planning.coverage import Standing
    from mlsys.policies.hold import EXCEPTED

    found, planned = judgement.report.diagnostics, judgement.planned
    counts = {each: sum(d.severity is each for d in found) for each in Severity}
    return {
        "errors": counts[Severity.ERROR],
        "dangers": counts[Severity.DANGER],
        "warnings": counts[Severity.WARNING],
        "codes": tuple(sorted({d.code for d in found if d.severity.fails})),
        "exceptions": sum(d.note.startswith(EXCEPTED) for d in found),
        "enforced": planned.coverage.count(Standing.ENFORCED) if planned is not None else 0,
        "claims": len(planned.coverage.claims) if planned is not None else 0,
    }


def _project(folder: Path, lock: Lock, judgement: Judgement) -> dict[str, Any]:
    return {
        "project": str(folder),
        "compiler": lock.header.mlsys,
        "behind": tuple(behind(lock.header, judgement)),
        "edited": tuple(_edited(folder, lock)),
        "evaluation": read_evaluation(folder),
    }


def behind(header: LockHeader, judgement: Judgement) -> Iterator[Behind]:
    """Yield what the project was compiled with in another version than would be used now."""
    from mlsys.pipeline import held_to
    from mlsys.sharing.origins import table_of
    from mlsys.sharing.supply import declared_sources

    if header.mlsys != __version__:
        yield Behind("mlsys", header.mlsys, __version__)
    planned = judgement.planned
    chosen = planned.plan.blueprints if planned is not None else ()
    blueprints = {each.name: (each.manifest.version, each.digest) for each in chosen}
    used = {name: pin for name, pin in header.blueprints.items() if name in blueprints}
    yield from _differing("", used, blueprints)
    settings = judgement.inputs.settings
    sources = {each.name: table_of(each) for each in declared_sources(settings)}
    yield from _differing("source ", _versions(header.sources), _versions(sources))
    yield from _differing("policy ", header.policies, held_to(judgement))


def _differing(
    what: str, before: Mapping[str, tuple[str, str]], after: Mapping[str, tuple[str, str]]
) -> Iterator[Behind]:
    """Yield what has another version, or other contents under the same one; both are given by name."""
    for name in sorted({*before, *after}):
        (have, digest), (now, other) = before.get(name, ("", "")), after.get(name, ("", ""))
        if have != now:
            yield Behind(f"{what}{name}", have, now)
        elif digest != other:
            yield Behind(f"{what}{name}", f"{have} ({digest[:8]})", f"{now} ({other[:8]})")


def _versions(tables: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, str]]:
    """Return what the pins of collections say, as far as they are pinned."""
    pinned = {name: table for name, table in tables.items() if "sha256" in table}
    return {name: (table.get("ref", ""), table["sha256"]) for name, table in pinned.items()}


def _edited(folder: Path, lock: Lock) -> Iterator[str]:
    from mlsys.blueprints.model import Owner
    from mlsys.project.record.lock import FileState
    from mlsys.project.transaction.disk import Kind, Project

    project = Project(folder)
    for path, entry in lock.files.items():
        if entry.owner is not Owner.MANAGED or entry.state is not FileState.PRESENT:
            continue
        try:
            found = project.look(path)
        except MlsysError:
            yield path
            continue
        if found.kind is Kind.FILE and found.sha256 != entry.sha256:
            yield path


def _team(document: object) -> str:
    stakeholders = _table(document).get("stakeholders")
    people = [_table(each) for each in stakeholders] if isinstance(stakeholders, list) else []
    teams = {str(each.get("role")): str(each["team"]) for each in reversed(people) if each.get("team")}
    return next((teams[role] for role in _OWNERS if role in teams), next(iter(teams.values()), ""))


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
