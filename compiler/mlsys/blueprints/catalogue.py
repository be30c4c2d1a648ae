"""The blueprints that a compilation can choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from mlsys.blueprints.contents import MANIFEST_NAME
from mlsys.blueprints.load import inspect_files, load_blueprint, load_builtin
from mlsys.blueprints.model import Blueprint
from mlsys.blueprints.versions import allows, is_range
from mlsys.diagnostics import Diagnostic, Result, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.errors import MlsysError
from mlsys.resources import blueprints_dir


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Blueprints by name; those that extend another already hold its files."""

    blueprints: Mapping[str, Blueprint]

    def __iter__(self) -> Iterator[Blueprint]:
        """Iterate with ``base`` first, then by name."""
        return iter(sorted(self.blueprints.values(), key=lambda b: (b.name != "base", b.name)))


def builtin_catalogue() -> Catalogue:
    """Return the blueprints that ship with the compiler.

    Raises:
        MlsysError: if the installation is damaged.
    """
    return _builtin(blueprints_dir())


@cache
def _builtin(folder: Path) -> Catalogue:
    """Return the blueprints in ``folder``, read once for all documents of a run."""
    found = [load_builtin(path) for path in _folders_in(folder)]
    result = _with_parents({blueprint.name: blueprint for blueprint in found}, [])
    if result.value is None or result.diagnostics:
        reasons = "; ".join(diagnostic.message for diagnostic in result.diagnostics)
        raise MlsysError(f"the installed blueprints are damaged: {reasons}", help="install mlsys again")
    return result.value


def load_catalogue(
    folders: Iterable[Path],
    known: Catalogue | None = None,
    load: Callable[[Path], Result[Blueprint]] = load_blueprint,
) -> Result[Catalogue]:
    """Return the blueprints in ``folders``, one each, beside those that are ``known``, which they can extend.

    No name stands for two blueprints: what replaces another says so and has a name of its own.
    """
    complete = known.blueprints if known is not None else {}
    found: dict[str, Blueprint] = {}
    diagnostics: list[Diagnostic] = []
    for folder in folders:
        result = load(folder)
        diagnostics += result.diagnostics
        if result.value is None:
            continue
        name = result.value.name
        if name in found or name in complete:
            message = f"there is another blueprint `{name}`"
            help_ = f"call it `ORGANISATION-{name}`, and let it extend or replace the other"
            diagnostics.append(
                Diagnostic(codes.MANIFEST, Severity.ERROR, message, ("metadata", "name"), help=help_)
            )
        else:
            found[name] = result.value
    for name, blueprint in found.items():
        diagnostics += _unmet(name, blueprint, {**complete, **found})
    return _with_parents(found, diagnostics, complete)


def _unmet(name: str, blueprint: Blueprint, known: Mapping[str, Blueprint]) -> Iterator[Diagnostic]:
    """Yield what ``blueprint`` requires and is not there, or not in the version that it requires."""
    for other, wanted in blueprint.manifest.blueprints.items():
        there = known.get(other)
        if there is None:
            trouble, help_ = "which is not declared", "`mlsys blueprint add` declares it"
        elif is_range(wanted) and not allows(wanted, there.manifest.version):
            trouble = f"and {there.manifest.version} is declared"
            help_ = f"raise the one or the other: `mlsys blueprint update {other}`"
        else:
            continue
        message = f"blueprint `{name}` requires `{other}` {wanted}, {trouble}"
        route = ("requires", "blueprints", other)
        yield Diagnostic(codes.MANIFEST, Severity.ERROR, message, route, help=help_)


def _with_parents(
    found: Mapping[str, Blueprint],
    diagnostics: list[Diagnostic],
    complete: Mapping[str, Blueprint] | None = None,
) -> Result[Catalogue]:
    resolved = dict(complete or {})
    for name in found:
        blueprint = _with_parent(name, found, (), diagnostics, complete or {})
        if blueprint is not None:
            resolved[name] = blueprint
    return Result(Catalogue(MappingProxyType(resolved)), tuple(diagnostics))


def _folders_in(root: Path) -> list[Path]:
    return sorted(path.parent for path in root.glob(f"*/{MANIFEST_NAME}"))


def _with_parent(
    name: str,
    found: Mapping[str, Blueprint],
    children: tuple[str, ...],
    diagnostics: list[Diagnostic],
    complete: Mapping[str, Blueprint],
) -> Blueprint | None:
    """Return ``name`` with the files, rules and promises of its ancestors below its own.

    Those in ``complete`` have them already.
    """
    if name in complete:
        return complete[name]
    blueprint = found[name]
    parent_name = blueprint.manifest.extends
    if parent_name is None:
        return blueprint
    parent_found = found.get(parent_name) or complete.get(parent_name)
    if trouble := _trouble(parent_found, (*children, name)):
        message = f"blueprint `{name}` extends `{parent_name}`, which {trouble}"
        diagnostics.append(Diagnostic(codes.MANIFEST, Severity.ERROR, message, ("extends",)))
        return None
    parent = _with_parent(parent_name, found, (*children, name), diagnostics, complete)
    if parent is None:
        return None
    own, inherited = blueprint.manifest, parent.manifest
    manifest = replace(
        own,
        provides=tuple(dict.fromkeys(inherited.provides + own.provides)),
        when=own.when or inherited.when,
        files=inherited.files + own.files,
        moved=MappingProxyType({**inherited.moved, **own.moved}),
        contributes=MappingProxyType({**inherited.contributes, **own.contributes}),
        enforces=inherited.enforces + own.enforces,
    )
    templates = MappingProxyType({**parent.templates, **blueprint.templates})
    whole = replace(blueprint, manifest=manifest, templates=templates, parent=parent)
    if not blueprint.builtin:
        diagnostics += inspect_files(whole)
    return whole


def _trouble(parent: Blueprint | None, children: tuple[str, ...]) -> str:
    """Return why ``children``, the last of which names it, cannot extend ``parent``; empty if they can."""
    if parent is None:
        return "does not exist"
    if parent.name in children:
        return "extends it in turn"
    return "is made by cookiecutter" if parent.manifest.cookiecutter is not None else ""
