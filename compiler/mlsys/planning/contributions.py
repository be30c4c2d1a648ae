"""What blueprints hand to the templates of other blueprints, merged into one value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mlsys.blueprints.model import Blueprint
from mlsys.diagnostics import Diagnostic, Result, Severity
from mlsys.diagnostics import project_codes as codes

DEPENDENCY_GROUPS = ("train", "serve", "dev")


def merge_contributions(blueprints: Iterable[Blueprint]) -> Result[Mapping[str, object]]:
    """Return all ``contributes`` sections as one: lists are joined without repetition, mappings are merged.

    ``dependencies`` always has the groups ``train``, ``serve`` and ``dev``; a plain list of dependencies
    belongs to ``train``. Dependencies are sorted; other lists keep the order of the blueprints.
    """
    merged: dict[str, Any] = {
        "dependencies": {group: [] for group in DEPENDENCY_GROUPS},
        "make_targets": [], "ci_steps": [], "readme": [],
    }  # fmt: skip
    diagnostics: list[Diagnostic] = []
    whose: dict[str, str] = {}
    for blueprint in blueprints:
        contributed: dict[str, Any] = dict(blueprint.manifest.contributes)
        if isinstance(contributed.get("dependencies"), list):
            contributed["dependencies"] = {"train": contributed["dependencies"]}
        for route in _merge(merged, contributed, ()):
            name = ".".join(route)
            other = next((w for place, w in whose.items() if f"{name}.".startswith(f"{place}.")), "")
            message = f"blueprints `{other}` and `{blueprint.name}` contribute another `{name}` each"
            help_ = "call one of them otherwise, or let one blueprint extend the other"
            diagnostics.append(Diagnostic(codes.CONTRIBUTION, Severity.ERROR, message, help=help_))
        whose |= {place: blueprint.name for place in _places(contributed) if place not in whose}
    for dependencies in merged["dependencies"].values():
        dependencies.sort(key=str.casefold)
    return Result(merged, tuple(diagnostics))


def _places(contributed: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Yield the places of the values that are not mappings."""
    for key, value in contributed.items():
        if isinstance(value, Mapping):
            yield from _places(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


def _merge(into: dict[str, Any], extra: Mapping[str, Any], route: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Merge ``extra`` into ``into``; return the routes of the values that contradict each other."""
    clashes = []
    for key, value in extra.items():
        present = into.get(key)
        if key not in into:
            into[key] = _copy(value)
        elif isinstance(present, dict) and isinstance(value, Mapping):
            clashes += _merge(present, value, (*route, key))
        elif isinstance(present, list) and isinstance(value, list):
            present.extend(item for item in value if item not in present)
        elif present != value:
            clashes.append((*route, key))
    return clashes


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
