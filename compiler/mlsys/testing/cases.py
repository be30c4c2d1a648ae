"""The documents that a blueprint is tested with, compiled beside everything that its repository uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys.blueprints.contents import MANIFEST_NAME
from mlsys.blueprints.introduced import joined
from mlsys.blueprints.model import Blueprint
from mlsys.diagnostics import Result
from mlsys.errors import MlsysError
from mlsys.inputs import inputs_of
from mlsys.judge import Judgement, Options, judge
from mlsys.pipeline import with_plan
from mlsys.settings import settings_for
from mlsys.source import SourceFile
from mlsys.testing.problems import problem_of

if TYPE_CHECKING:
    from mlsys.blueprints.catalogue import Catalogue
    from mlsys.planning.model import Plan
    from mlsys.render.tree import RenderedFile

CASES: Final = "tests/cases"


@dataclass(frozen=True, slots=True)
class Case:
    """A document that a blueprint must handle."""

    blueprint: Path
    """The folder of the blueprint."""
    path: Path
    """The document."""

    def __str__(self) -> str:
        """Return the name, for the ids of parametrized tests."""
        return self.path.stem

    def render(self) -> dict[str, bytes]:
        """Return the files that the blueprint adds to the project of the document, by path.

        Raises:
            MlsysError: if the document or the blueprint does not compile.
        """
        return {path: file.read() for path, file in rendered(self.plan(), self.blueprint.name).items()}

    def project(self) -> dict[str, bytes]:
        """Return all files of the project of the document, by path.

        Raises:
            MlsysError: if the document or the blueprint does not compile.
        """
        from mlsys.render.render import render

        return {path: file.read() for path, file in render(self.plan()).files.items()}

    def write(self, folder: Path) -> None:
        """Write the project of the document to ``folder``, for a test that runs it.

        Raises:
            MlsysError: if the document or the blueprint does not compile.
        """
        from mlsys.render.render import render

        for path, file in render(self.plan()).files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read())
            if file.executable:
                target.chmod(0o755)

    def plan(self) -> Plan:
        """Return what the project of the document consists of.

        Raises:
            MlsysError: if the document or the blueprint does not compile.
        """
        from mlsys.syntax.load import load

        judgement = judged(load(self.path), catalogue_of(self.blueprint).value)
        failing = [d for d in judgement.report.diagnostics if d.severity.fails]
        if judgement.planned is None or failing:
            told = "; ".join(str(problem_of("case", finding, self.path)) for finding in failing)
            raise MlsysError(f"{self.path} does not compile: {told}")
        return judgement.planned.plan


def cases_of(folder: str | Path) -> tuple[Case, ...]:
    """Return the cases of the blueprint in ``folder``, in the order of their names.

    Raises:
        MlsysError: if it is no blueprint.
    """
    place = Path(folder).resolve()
    if not (place / MANIFEST_NAME).is_file():
        raise MlsysError(f"{folder} has no {MANIFEST_NAME}", help="name the folder of a blueprint")
    return tuple(Case(place, path) for path in sorted((place / CASES).glob("*.yaml")))


def judged(source: SourceFile, catalogue: Catalogue | None) -> Judgement:
    """Return the judgement of a case with the plan of its project."""
    own = (
        joined((each.name, each.manifest.introduces) for each in catalogue) if catalogue is not None else None
    )
    inputs = inputs_of(source, introduced=own)
    return with_plan(judge(inputs, Options(compiling=True, project=True)), catalogue)


def catalogue_of(folder: Path) -> Result[Catalogue]:
    """Return the blueprint in ``folder`` beside those of the compiler and those that its repository uses.

    Raises:
        MlsysError: if one of those cannot be had.
    """
    from mlsys.blueprints.catalogue import builtin_catalogue, load_catalogue
    from mlsys.sharing.supply import catalogue_for, load_trusted

    settings = settings_for(folder / MANIFEST_NAME)
    others = tuple((name, table) for name, table in settings.blueprints if name != folder.name)
    known = catalogue_for(replace(settings, blueprints=others))
    found = load_catalogue([folder], known.value or builtin_catalogue(), load_trusted)
    return replace(found, diagnostics=(*known.diagnostics, *found.diagnostics))


def rendered(plan: Plan, blueprint: str) -> dict[str, RenderedFile]:
    """Return the files of a plan that ``blueprint`` itself adds, not what it extends, by path.

    Raises:
        MlsysError: if one of its templates fails.
    """
    from mlsys.render.render import render

    return dict(render(plan, lambda artefact: artefact.blueprint == blueprint).files)


def used(plan: Plan, blueprint: str) -> Blueprint | None:
    """Return the blueprint, with what it extends, if the plan is made of it."""
    return next((each for each in plan.blueprints if each.name == blueprint), None)
