"""All checks of a blueprint, each about what the author has to mend."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys.blueprints.model import TemplateFile
from mlsys.errors import MlsysError
from mlsys.testing import snapshots, static
from mlsys.testing.cases import CASES, Case, cases_of, catalogue_of, judged, rendered, used
from mlsys.testing.hostile import hostile
from mlsys.testing.problems import Problem, problem_of

if TYPE_CHECKING:
    from mlsys.blueprints.catalogue import Catalogue
    from mlsys.blueprints.model import Blueprint
    from mlsys.planning.model import Enforcement, Plan
    from mlsys.render.tree import RenderedFile

_OTHERS: Final = (
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "1"},
    {"PYTHONHASHSEED": "2", "TZ": "America/Adak"},
)
"""Environments in which the same must be rendered."""
_AGAIN: Final = """\
import json, sys
from mlsys.testing.run import digests
print(json.dumps(digests(sys.argv[1])))
"""
_SECONDS: Final = 600


@dataclass
class _Findings:
    """What was found, and what the cases showed."""

    problems: list[Problem] = field(default_factory=list)
    generated: set[str] = field(default_factory=set)
    """Paths of the templates that some case calls for."""
    promises: set[tuple[str, ...]] = field(default_factory=set)
    """Claims of the promises that hold in some case."""
    digests: dict[str, str] = field(default_factory=dict)


def check_blueprint(folder: str | Path) -> tuple[Problem, ...]:
    """Return what is wrong with the blueprint in ``folder``: nothing, for one that may be published.

    Raises:
        MlsysError: if it is no blueprint, or what its repository uses cannot be had.
    """
    cases = cases_of(folder)
    place = Path(folder).resolve()
    found = _Findings()
    catalogue = catalogue_of(place)
    manifest = place / "blueprint.yaml"
    found.problems += [problem_of("manifest", d, manifest) for d in catalogue.diagnostics]
    blueprint = catalogue.value.blueprints.get(place.name) if catalogue.value is not None else None
    if blueprint is None or catalogue.value is None or any(d.severity.fails for d in catalogue.diagnostics):
        return tuple(found.problems)
    found.problems += static.unknown_claims(blueprint)
    found.problems += static.unused_macros(blueprint)
    if not cases:
        message = "there is no case, so nothing is known of what it generates"
        found.problems.append(Problem("case", str(place / CASES), message, "put a document there"))
    for case in cases:
        _check_case(case, catalogue.value, blueprint, found)
    if cases and not any(p.check == "case" for p in found.problems):
        found.problems += _left_out(blueprint, found)
        found.problems += _elsewhere(place, found.digests)
    return tuple(dict.fromkeys(found.problems))


def update_snapshots(folder: str | Path) -> tuple[Path, ...]:
    """Write the snapshots of the cases anew; return those that changed.

    Raises:
        MlsysError: if the blueprint or a case does not compile.
    """
    written = []
    for case in cases_of(folder):
        plan = case.plan()
        text = snapshots.snapshot(plan, rendered(plan, case.blueprint.name))
        place = snapshots.path_of(case)
        if not place.is_file() or place.read_text("utf-8") != text:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
            written.append(place)
    return tuple(written)


def digests(folder: str | Path) -> dict[str, str]:
    """Return a digest of what the blueprint adds to the project of each case, by the name of the case.

    Raises:
        MlsysError: if the blueprint or a case does not compile.
    """
    return {str(case): _digest(rendered(case.plan(), case.blueprint.name)) for case in cases_of(folder)}


def _check_case(case: Case, catalogue: Catalogue, blueprint: Blueprint, found: _Findings) -> None:
    from mlsys.render.context import build_context
    from mlsys.syntax.load import load

    source = load(case.path)
    judgement = judged(source, catalogue)
    failing = [d for d in judgement.report.diagnostics if d.severity.fails]
    found.problems += [problem_of("case", d, case.path) for d in failing]
    if judgement.planned is None or failing:
        return
    plan = judgement.planned.plan
    if used(plan, blueprint.name) is None:
        message = f"`{blueprint.name}` does not apply to this document"
        found.problems.append(Problem("case", str(case.path), message, "change it, or the `when`"))
        return
    found.problems += static.unknown_variables(blueprint, build_context(plan))
    try:
        files = rendered(plan, blueprint.name)
    except MlsysError as fault:
        found.problems.append(Problem("case", str(case.path), fault.message))
        return
    found.generated |= {a.source.path for a in plan.artefacts if isinstance(a.source, TemplateFile)}
    own = [e for e in plan.enforcements if e.blueprint == blueprint.name]
    found.promises |= {tuple(claim.text for claim in e.claims) for e in own}
    found.problems += _missing_anchors(own, files, blueprint)
    found.digests[str(case)] = _digest(files)
    if differs := snapshots.compared(case, snapshots.snapshot(plan, files)):
        found.problems.append(differs)
    worse = hostile(source, catalogue)
    if worse is not None and worse.planned is not None:
        found.problems += _unescaped(case, worse.planned.plan, blueprint)


def _missing_anchors(
    promises: list[Enforcement], files: dict[str, RenderedFile], blueprint: Blueprint
) -> Iterator[Problem]:
    place = str(blueprint.folder / "blueprint.yaml")
    for promise in promises:
        file = files.get(promise.by)
        if promise.anchor and file is not None and promise.anchor.encode() not in file.read():
            message = f"`{promise.by}` does not hold `{promise.anchor}`, by which a claim is enforced"
            yield Problem("claims", place, message)


def _unescaped(case: Case, plan: Plan, blueprint: Blueprint) -> Iterator[Problem]:
    try:
        rendered(plan, blueprint.name)
    except MlsysError as fault:
        help_ = "print texts of the document through the filter of the language around them"
        yield Problem("escaping", str(case.path), fault.message, help_)


def _left_out(blueprint: Blueprint, found: _Findings) -> Iterator[Problem]:
    """Yield the files and promises that no case calls for."""
    for template in blueprint.templates.values():
        if template.blueprint == blueprint.name and template.path not in found.generated:
            place = str(blueprint.folder / template.path)
            yield Problem(
                "unused", place, "no case generates it", "add a case to `tests/cases`, or remove it"
            )
    inherited = blueprint.parent.manifest.enforces if blueprint.parent is not None else ()
    for rule in blueprint.manifest.enforces:
        if rule.claims not in found.promises and rule not in inherited:
            message = f"no case shows the promise about `{rule.claims[0]}`"
            yield Problem("claims", str(blueprint.folder / "blueprint.yaml"), message, "add a case")


def _elsewhere(folder: Path, here: dict[str, str]) -> Iterator[Problem]:
    """Yield the cases that another process renders otherwise."""
    if not here:
        return
    command = [sys.executable, "-c", _AGAIN, str(folder)]
    runs = [
        subprocess.Popen(command, env={**os.environ, **other}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for other in _OTHERS
    ]
    for run in runs:
        out, errors = run.communicate(timeout=_SECONDS)
        if run.returncode:
            last = errors.decode(errors="replace").strip().splitlines()[-1:]
            raise MlsysError(f"the cases cannot be rendered in another process: {' '.join(last)}")
        there: dict[str, str] = json.loads(out)
        for case, digest in here.items():
            if there.get(case) != digest:
                place = str(folder / CASES / f"{case}.yaml")
                message = "the case renders otherwise in another process"
                help_ = "sort what has no order: sets, and what is made of them"
                yield Problem("determinism", place, message, help_)


def _digest(files: dict[str, RenderedFile]) -> str:
    total = hashlib.sha256()
    for path, file in sorted(files.items()):
        content = file.read()
        total.update(f"{path}\0{file.executable}\0{len(content)}\0".encode() + content)
    return total.hexdigest()
