"""What programs call: the road of the command line, without what it prints.

    inputs = load("mlsystem.yaml")
    judgement = check(inputs)
    compile_project(judgement, "churn")

Everything returned is frozen. A mistake in the document is a `Diagnostic` in ``judgement.report``; a fault of
the environment is an `MlsysError`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from mlsys import pipeline
from mlsys.errors import MlsysError
from mlsys.inputs import Inputs, load_inputs
from mlsys.ir.wording import plural
from mlsys.judge import Judgement, Options
from mlsys.pages import explain as _explain

if TYPE_CHECKING:
    from mlsys.planning.model import Plan
    from mlsys.project.reconcile.changes import Changes

StrPath: TypeAlias = str | os.PathLike[str]


class NotCompilable(MlsysError):
    """A document with findings that forbid a project; ``judgement.report`` holds them."""

    def __init__(self, judgement: Judgement) -> None:
        failing = [finding for finding in judgement.report.diagnostics if finding.severity.fails]
        first = f": {failing[0].code} {failing[0].message}" if failing else ""
        forbid = "forbids" if len(failing) == 1 else "forbid"
        found = f"{plural(len(failing), 'finding')} that {forbid} a project"
        super().__init__(f"{judgement.source.name} has {found}{first}")
        self.judgement = judgement


def load(path: StrPath, project: StrPath | None = None) -> Inputs:
    """Read a document and everything that it is judged with.

    Args:
        path: the document.
        project: the folder that it is compiled into; ``None`` for the places that `mlsys compile` knows.

    Raises:
        MlsysError: if the document cannot be read as text, or the settings of its repository cannot be.
    """
    return load_inputs(path, project, compiling=True)


def check(
    document: Inputs | StrPath,
    environment: str | None = None,
    *,
    stage: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Judgement:
    """Judge a document: structure, meaning, feasibility, and the plan of its project.

    Args:
        document: what `load` returned, or a path.
        environment: judge it in this environment alone; by default as it is and in each that it declares.
        stage: judge as at this stage, whatever the document says.
        select: codes of rules, beginnings of codes, or names; empty for all.
        ignore: rules to leave out.

    Returns:
        The judgement. ``report.diagnostics`` is everything that was found, ``system`` the resolved document,
        ``planned`` the plan of the project, where nothing forbids it.

    Raises:
        MlsysError: if something cannot be read, or a rule is named that does not exist.
    """
    inputs = document if isinstance(document, Inputs) else load(document)
    options = Options(environment, stage, environment is None, tuple(select), tuple(ignore), project=True)
    return pipeline.check_inputs(inputs, options)


def plan(document: Judgement | Inputs | StrPath, environment: str | None = None) -> Plan:
    """Return what the project of a document consists of: files, their owners, and the claims they enforce.

    Args:
        document: what `check` or `load` returned, or a path.
        environment: the environment to compile for; that of the judgement if one is given.

    Raises:
        NotCompilable: if findings forbid a project.
        MlsysError: if something cannot be read.
    """
    return _planned(_compilable(document, environment))


def compile_project(
    document: Judgement | Inputs | StrPath,
    folder: StrPath | None = None,
    environment: str | None = None,
    *,
    dry_run: bool = False,
    allow_dirty: bool = False,
    rebind: bool = False,
    no_environment: bool = False,
) -> Changes:
    """Write the project of a document, all of it or nothing, and return what changed.

    Edits are kept as `mlsys compile` keeps them; a conflict is marked in the file and named in
    ``changes.conflicts``.

    Args:
        document: what `check` or `load` returned, or a path.
        folder: the project; by default the one that was compiled from the document, else ``./<name>``.
        environment: the environment to compile for; by default that of the last time.
        dry_run: whether nothing is written.
        allow_dirty: whether edits of generated files that git has not stored may be merged into.
        rebind: whether the document may take the place of the one that the project was compiled from.
        no_environment: whether the project is to be compiled for no environment from now on, whatever it was
            compiled for the last time and the judgement is about.

    Raises:
        NotCompilable: if findings forbid a project.
        MlsysError: if something cannot be read or written, the project is not in order, or an environment and
            none are asked for.
    """
    from mlsys.project.identity import Asked, find_target
    from mlsys.project.transaction.write import write
    from mlsys.project.uncommitted import refuse_uncommitted

    known = document if isinstance(document, Judgement | Inputs) else load(document)
    known = _for_no_environment(known, environment) if no_environment else known
    wanted = environment or (known.options.environment if isinstance(known, Judgement) else None)
    place = None if folder is None else Path(folder)
    restore = None if dry_run else pipeline.restore
    asked = Asked(Path(known.source.name), place, wanted, no_environment=no_environment, rebind=rebind)
    target = find_target(asked, restore)
    judgement = _compilable(known, target.environment)
    planned = _planned(judgement)
    header = replace(pipeline.lock_header(judgement, planned), document=target.document)
    tree, inherited = pipeline.generate(planned), pipeline.inherited(judgement)
    changes = pipeline.compare(target.folder, tree, header, inherited=inherited)
    if dry_run:
        return changes
    if target.refusal is not None:
        raise target.refusal
    if not allow_dirty:
        refuse_uncommitted(target.folder, changes)
    write(target.folder, changes)
    return changes


def explain(subject: str, document: Judgement | Inputs | StrPath | None = None) -> Mapping[str, Any]:
    """Return what is known about a subject, in the form of ``mlsys explain --format json``.

    Args:
        subject: the code or name of a rule, the path of a field, the id of a derived number, a metric, or a
            type of task.
        document: a document, for what it says about the subject.

    Raises:
        UnknownSubject: if there is no such thing.
        MlsysError: if the document cannot be read.
    """
    if document is None or isinstance(document, Judgement):
        return _explain(subject, document)
    return _explain(subject, check(document))


def _for_no_environment(document: Judgement | Inputs, environment: str | None) -> Judgement | Inputs:
    if environment is not None:
        raise MlsysError(
            f"environment `{environment}` and no environment are asked for",
            help="leave out `environment`, or `no_environment`",
        )
    if isinstance(document, Inputs) or document.options.environment is None:
        return document
    return pipeline.check_inputs(document.inputs, replace(document.options, environment=None))


def _compilable(document: Judgement | Inputs | StrPath, environment: str | None) -> Judgement:
    if isinstance(document, Judgement):
        inputs, options = document.inputs, document.options
        environment = environment or options.environment
        if options.compiling and options.project and environment == options.environment:
            return document
    else:
        inputs = document if isinstance(document, Inputs) else load(document)
        options = Options()
    asked = Options(
        environment,
        options.stage,
        select=options.select,
        ignore=options.ignore,
        severities=options.severities,
        project=True,
        compiling=True,
    )
    return pipeline.check_inputs(inputs, asked)


def _planned(judgement: Judgement) -> Plan:
    if judgement.planned is None or judgement.report.fails:
        raise NotCompilable(judgement)
    return judgement.planned.plan
