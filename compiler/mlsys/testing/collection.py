"""Whether what an organisation publishes can be used: index, presets, policies, offered blueprints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys.blueprints.contents import MANIFEST_NAME
from mlsys.blueprints.load import load_blueprint
from mlsys.diagnostics import codes
from mlsys.errors import MlsysError
from mlsys.sharing.index import read_index
from mlsys.sharing.origins import INDEX_NAME
from mlsys.testing.problems import Problem, problem_of

if TYPE_CHECKING:
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
