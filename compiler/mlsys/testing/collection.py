"""Whether what an organisation publishes can be used: index, presets, policies, rules, offered blueprints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys.blueprints.contents import MANIFEST_NAME
from mlsys.blueprints.load import load_blueprint
from mlsys.diagnostics import Diagnostic, codes
from mlsys.errors import MlsysError
from mlsys.sharing.index import read_index
from mlsys.sharing.origins import INDEX_NAME
from mlsys.testing.problems import Problem, problem_of

if TYPE_CHECKING:
    from mlsys.rules.base import Rule
    from mlsys.spec.index import Index


def check_collection(folder: str | Path) -> tuple[Problem, ...]:
    """Return what is wrong with the collection in ``folder``; its blueprints have tests of their own.

    Raises:
        MlsysError: if it has no index.
    """
    place = Path(folder)
    if not (place / INDEX_NAME).is_file():
        raise MlsysError(f"{place} has no {INDEX_NAME}", help="name the folder of a collection")
    index = read_index(place)
    found = [problem_of("index", d, place / INDEX_NAME) for d in index.diagnostics]
    for path in sorted((place / "presets").glob("*.yaml")):
        found += _of_preset(path)
    for path in sorted((place / "policies").glob("*.yaml")):
        found += _of_policy(path)
        if index.value is not None and path.stem not in index.value.policies:
            found.append(
                Problem("index", str(path), f"{INDEX_NAME} does not offer this policy", "name it there")
            )
    if index.value is not None:
        found += _of_rules(place, index.value)
        found += _of_blueprints(place, index.value)
    return tuple(dict.fromkeys(found))


def _of_preset(path: Path) -> Iterator[Problem]:
    """Yield what is wrong with a document of which parts may be missing."""
    from mlsys.schema.published import checker
    from mlsys.spec.overlay import resolve
    from mlsys.spec.parents import read_parents
    from mlsys.spec.upgrade.tree import read_current
    from mlsys.syntax.load import load
    from mlsys.syntax.locate import locate

    written = read_current(load(path))
    if written.value is None:
        yield from (problem_of("preset", d, path) for d in written.diagnostics)
        return
    merged = resolve(written.value, read_parents(str(path), written.value), None)
    assert merged.value is not None
    wrong = [d for d in checker().check(merged.value) if d.code != codes.MISSING_KEY]
    for finding in (*written.diagnostics, *locate(merged.value, (*merged.diagnostics, *wrong))):
        yield problem_of("preset", finding, path)


def _of_policy(path: Path) -> Iterator[Problem]:
    from mlsys.policies.read import read_policies

    for finding in read_policies([str(path)]).found:
        yield problem_of("policy", finding, path)


def rules_in(folder: str | Path) -> Mapping[str, Rule]:
    """Return the rules of the collection or blueprint in ``folder`` by code; this runs its modules.

    Raises:
        MlsysError: if one of them is no text.
    """
    from mlsys.sharing.plugins import plugin_in
    from mlsys.sharing.tree import read_folder
    from mlsys.trust.modules import modules_of

    place = Path(folder)
    tree = {f"rules/{path}": content for path, content in read_folder(place / "rules", str(place)).items()}
    plugin = plugin_in(place, tree, what=str(place), name=place.name, version="", contact="")
    if plugin is None:
        return {}
    modules = modules_of(plugin.sha256, plugin.modules, plugin.folder).values()
    return {module.RULE.code: module.RULE for module in modules}


def found_by(rule: Rule, document: str | Path) -> tuple[Diagnostic, ...]:
    """Return what a rule of an organisation finds in ``document``, which has to be sound so far.

    Raises:
        MlsysError: if the document cannot be read, or is not understood.
    """
    from mlsys.inputs import load_inputs
    from mlsys.ir.build import measured
    from mlsys.judge import Options, judge
    from mlsys.rules.run import run

    system = judge(load_inputs(document), Options(every_environment=False)).system
    if system is None:
        raise MlsysError(f"{document} is not understood", help=f"`mlsys validate {document}`")
    return run(measured(system), rules=[rule]).diagnostics


def _of_rules(folder: Path, index: Index) -> Iterator[Problem]:
    """Yield what is wrong with rules in Python, which are not run before they are trusted."""
    from mlsys.policies.plugins import load_rules
    from mlsys.sharing.plugins import plugin_in
    from mlsys.sharing.supply import read_collection

    about, what = index.metadata, f"source `{index.metadata.name}`"
    try:
        plugin = plugin_in(
            folder,
            read_collection(folder, what),
            what=what,
            name=about.name,
            version=about.version,
            offered=frozenset(index.rules),
            contact=about.contact or about.owner,
        )
    except MlsysError as fault:
        yield Problem("rule", str(folder / INDEX_NAME), fault.message, fault.help)
        return
    for finding in load_rules([plugin])[1] if plugin is not None else ():
        yield problem_of("rule", finding, folder / INDEX_NAME)


def _of_blueprints(folder: Path, index: Index) -> Iterator[Problem]:
    for name, offer in index.blueprints.items():
        place = folder / (offer.path or f"blueprints/{name}")
        if not (place / MANIFEST_NAME).is_file():
            message = f"`{name}` is offered, and {place} has no {MANIFEST_NAME}"
            yield Problem("index", str(folder / INDEX_NAME), message)
            continue
        found = load_blueprint(place)
        yield from (problem_of("blueprint", d, place / MANIFEST_NAME) for d in found.diagnostics)
        if found.value is not None and found.value.name != name:
            message = f"the index calls it `{name}`, the blueprint calls itself `{found.value.name}`"
            yield Problem("index", str(folder / INDEX_NAME), message)
