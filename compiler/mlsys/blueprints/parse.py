"""From the plain value of a ``blueprint.yaml``, already checked against its schema, to a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from mlsys.blueprints.condition import Condition, ConditionError, parse_condition
from mlsys.blueprints.cookiecutter import Cookiecutter, parse_value
from mlsys.blueprints.model import (
    Delimiters,
    EnforcementKind,
    EnforcementRule,
    FileRule,
    Manifest,
    Owner,
    Refusal,
)
from mlsys.route import Route, parse_route

if TYPE_CHECKING:
    from mlsys.blueprints.introduced import Introduced

Plain: TypeAlias = Mapping[str, Any]
"""A mapping whose shape the schema has checked; this module alone may rely on that."""


class ManifestError(ValueError):
    """A manifest that its schema accepts and that still has no meaning."""

    def __init__(self, message: str, route: Route) -> None:
        super().__init__(message)
        self.message = message
        self.route = route


def parse_manifest(plain: Plain) -> Manifest:
    """Return the manifest that ``plain`` describes.

    Raises:
        ManifestError: at the first condition that is not one.
    """
    requires: Plain = plain.get("requires") or {}
    metadata: Plain = plain["metadata"]
    return Manifest(
        name=metadata["name"],
        version=metadata["version"],
        description=metadata.get("description", ""),
        mlsys=requires.get("mlsys", ""),
        provides=tuple(requires.get("provides", ())),
        blueprints=MappingProxyType(dict(requires.get("blueprints", {}))),
        needs=tuple(requires.get("needs", ())),
        conflicts=tuple(requires.get("conflicts", ())),
        when=_condition(plain, ("when",)),
        extends=plain.get("extends"),
        replaces=tuple(plain.get("replaces", ())),
        refuses=tuple(_refusal(told, ("refuses", i)) for i, told in enumerate(plain.get("refuses", ()))),
        cookiecutter=_cookiecutter(plain),
        files=tuple(_file(rule, ("files", i)) for i, rule in enumerate(plain.get("files", ()))),
        moved=MappingProxyType(dict(plain.get("moved", {}))),
        contributes=MappingProxyType(dict(plain.get("contributes", {}))),
        introduces=_introduces(plain),
        enforces=tuple(
            _enforcement(rule, ("enforces", i)) for i, rule in enumerate(plain.get("enforces", ()))
        ),
    )


def _cookiecutter(plain: Plain) -> Cookiecutter | None:
    if plain.get("engine", "jinja") != "cookiecutter":
        if "cookiecutter" in plain:
            raise ManifestError(
                "`cookiecutter` says nothing without `engine: cookiecutter`", ("cookiecutter",)
            )
        return None
    if plain.get("extends") is not None:
        raise ManifestError("a template of cookiecutter extends no blueprint", ("extends",))
    told: Plain = plain.get("cookiecutter", {})
    values = {}
    for name, value in told.get("context", {}).items():
        try:
            values[name] = parse_value(value)
        except ConditionError as error:
            raise ManifestError(str(error), ("cookiecutter", "context", name)) from error
    return Cookiecutter(
        directory=told.get("directory", "").strip("/"),
        context=MappingProxyType(values),
        hooks=told.get("hooks"),
        exclude=tuple(told.get("exclude", ())),
        into=told.get("into", "").strip("/"),
        date=told.get("date", ""),
    )


def _introduces(plain: Plain) -> Introduced | None:
    if "introduces" not in plain:
        return None
    from mlsys.blueprints.introduced import parse_introduced

    return parse_introduced(plain["introduces"])


def _refusal(plain: Plain, route: Route) -> Refusal:
    when = _condition(plain, (*route, "when"))
    assert when is not None
    try:
        return Refusal(when, parse_route(plain["at"]), plain["says"])
    except ValueError as error:
        raise ManifestError(str(error), (*route, "at")) from error


def _file(plain: Plain, route: Route) -> FileRule:
    return FileRule(
        path=plain["path"],
        owner=Owner(plain["owner"]),
        when=_condition(plain, (*route, "when")),
        each=_condition(plain, (*route, "each")),
        delimiters=Delimiters(plain.get("delimiters", "braces")),
        formerly=plain.get("formerly"),
    )


def _enforcement(plain: Plain, route: Route) -> EnforcementRule:
    return EnforcementRule(
        claims=_one_or_more(plain["claim"]),
        by=_one_or_more(plain["by"]),
        kind=EnforcementKind(plain["kind"]),
        saboteur=plain.get("saboteur"),
        when=_condition(plain, (*route, "when")),
    )


def _one_or_more(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _condition(plain: Plain, route: Route) -> Condition | None:
    text = plain.get(str(route[-1]))
    if text is None:
        return None
    try:
        return parse_condition(text)
    except ConditionError as error:
        raise ManifestError(str(error), route) from error
