"""Words for keys that do not exist and keys that are missing: one finding for each mistake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mlsys.diagnostics import Anchor, Diagnostic, Fix, Related, RenameKey, Severity, codes
from mlsys.diagnostics.suggest import closest, distance, either, one_of
from mlsys.route import Route, format_route
from mlsys.schema.problem import Problem, shortened
from mlsys.schema.view import EXTENSION, Schema, SchemaView, options
from mlsys.spec.upgrade.changes import later_name
from mlsys.syntax.nodes import Mapping, Node, Scalar, find, to_plain

_SAFE_DISTANCE = 2
"""Slips up to this distance are mended by ``--fix``."""
_FEW = 14


class KeyFindings:
    """Collects unknown and missing keys of all mappings and pairs them up."""

    def __init__(self, view: SchemaView, tree: Node) -> None:
        self._view = view
        self._tree = tree
        self._plain = to_plain(tree)
        self._unknown: dict[Route, list[str]] = {}
        self._missing: dict[Route, dict[str, Problem]] = {}

    def add_unknown(self, problem: Problem) -> None:
        """Note the unexpected keys of a closed mapping.

        The validator also names keys of a branch in which something else is wrong; they are known.
        """
        parts = self._view.at(problem.route, self._plain)
        known = self._view.properties(parts)
        noted = self._unknown.setdefault(problem.route, [])
        noted += [name for name in problem.names if name not in known and name not in noted]

    def add_missing(self, problem: Problem) -> None:
        """Note the required keys that are not there."""
        for name in problem.names:
            self._missing.setdefault(problem.route, {}).setdefault(name, problem)

    def findings(self) -> Iterable[Diagnostic]:
        """Yield the findings; a misspelt required key is one."""
        self._find_misspelt_tags()
        for route, names in self._unknown.items():
            missing = self._missing.get(route, {})
            for name in names:
                match = closest(name, missing)
                if match is not None:
                    del missing[match]
                yield self._unknown_key((*route, name), match)
        for route, problems in self._missing.items():
            for name, problem in problems.items():
                yield self._missing_key(route, name, problem)

    def _find_misspelt_tags(self) -> None:
        """Note the misspelt names of missing keys: without its tag no branch says which keys are unknown."""
        for route, missing in self._missing.items():
            parent = find(self._tree, route)
            if not isinstance(parent, Mapping) or route in self._unknown:
                continue
            known = self._view.properties(self._view.at(route, self._plain))
            names = [e.name for e in parent.entries if not e.name.startswith(EXTENSION)]
            wrong = [name for name in names if name not in known and closest(name, missing) is not None]
            if wrong:
                self._unknown[route] = wrong

    def _unknown_key(self, route: Route, match: str | None) -> Diagnostic:
        *above, name = route
        parent = find(self._tree, tuple(above))
        parts = self._view.at(tuple(above), self._plain)
        known = self._view.properties(parts)
        present = {e.name for e in parent.entries} if isinstance(parent, Mapping) else set()
        word = str(name)
        if not known or _names(parts):
            return self._bad_name(route, parts)
        later = later_name(route, None if parent is None else to_plain(parent))
        if later is not None and later[0] in known:
            return _of_earlier_version(route, *later, taken=later[0] in present)
        tags = other_tags(parts, word)
        if tags and match is None:
            return _of_other_tag(route, parent, tags)
        match = match or closest(word, known)
        fix = None
        if match is not None and match not in present:
            close = distance(word, match, _SAFE_DISTANCE) is not None
            fix = Fix(f"rename it to `{match}`", (RenameKey(route, match),), safe=close)
        return Diagnostic(
            codes.UNKNOWN_KEY,
            Severity.ERROR,
            f"`{shortened(word)}` is not a field of {_place(tuple(above))}",
            route,
            Anchor.KEY,
            help=self._advice(word, match, parts, present),
            fix=fix,
        )

    def _advice(self, word: str, match: str | None, parts: Sequence[Schema], present: set[str]) -> str:
        known = self._view.properties(parts)
        if match is not None:
            taken = f" (`{match}` is there already)" if match in present else ""
            return f"did you mean `{match}`?{taken}"
        elsewhere = homes(self._view, word)
        if elsewhere:
            return f"`{word}` belongs to {either(_place(home).strip('`') for home in elsewhere[:3])}"
        free = [name for name in known if name not in present]
        listed = (
            f"the fields are {', '.join(f'`{n}`' for n in known)}; " if len(known) <= _FEW and free else ""
        )
        return f"{listed}your own data may stand under a key that starts with `{EXTENSION}`"

    def _bad_name(self, route: Route, parts: Sequence[Schema]) -> Diagnostic:
        patterns = _names(parts)
        rule = f": names match `{patterns[0]}`" if patterns else ""
        return Diagnostic(
            codes.BAD_VALUE,
            Severity.ERROR,
            f"`{shortened(str(route[-1]))}` cannot be a name in {_place(route[:-1])}",
            route,
            Anchor.KEY,
            help=f"use letters, digits and `_`, starting with a letter{rule}",
        )

    def _missing_key(self, route: Route, name: str, problem: Problem) -> Diagnostic:
        parts = self._view.at((*route, name), self._plain)
        return Diagnostic(
            codes.MISSING_KEY,
            Severity.ERROR,
            f"`{name}` is missing in {_place(route)}",
            (*route, name),
            Anchor.KEY,
            help=_addition(name, parts),
            note=next((str(part["description"]) for part in parts if "description" in part), ""),
        )


def _names(parts: Sequence[Schema]) -> list[str]:
    """Return what the names of a map must look like; empty for a mapping with fields of its own."""
    return [p for part in parts for p in part.get("patternProperties", {}) if not p.startswith("^x-")]


def homes(view: SchemaView, name: str) -> list[Route]:
    """Return the mappings of the language that have a field ``name``, the outermost first."""
    found: list[Route] = []
    seen: set[int] = set()
    queue: list[tuple[Route, Schema]] = [((), view.root)]
    while queue:
        route, schema = queue.pop(0)
        parts = list(_all_parts(view, schema))
        if id(parts[-1]) in seen:
            continue
        seen.update(id(part) for part in parts)
        fields = view.properties(parts)
        if name in fields and route:
            found.append(route)
        queue += [((*route, key), inner) for key, inner in fields.items()]
        for part in parts:
            for key, inner in part.get("patternProperties", {}).items():
                if isinstance(inner, dict) and not key.startswith("^x-"):
                    queue.append(((*route, "<name>"), inner))
    return found


def _all_parts(view: SchemaView, schema: Schema) -> Iterable[Schema]:
    yield schema
    if "$ref" in schema:
        yield from _all_parts(view, view.resolve(schema["$ref"]))
    for part in schema.get("allOf", ()):
        if isinstance(part.get("then", part), dict):
            yield from _all_parts(view, part.get("then", part))


def _place(route: Route) -> str:
    if not route:
        return "the document"
    return f"`{format_route(route)}`".replace('["<name>"]', ".<name>")


def _of_other_tag(route: Route, parent: Node | None, tags: list[str]) -> Diagnostic:
    """Return the finding for a field that the section has only with another tag, such as another ``type``."""
    name = tags[0].split(":")[0]
    tag = parent.get(name) if isinstance(parent, Mapping) else None
    written = f"`{name}: {tag.raw}`" if isinstance(tag, Scalar) else f"this `{name}`"
    related = (Related((*route[:-1], name), f"`{name}` decides which fields there are"),) if tag else ()
    return Diagnostic(
        codes.UNKNOWN_KEY,
        Severity.ERROR,
        f"`{format_route(route)}` has no meaning with {written}",
        route,
        Anchor.KEY,
        help=f"delete it; it belongs to {either(tags)}",
        related=related,
    )


def _of_earlier_version(route: Route, name: str, version: str, *, taken: bool) -> Diagnostic:
    """Return the finding for a field under the name that it had in an earlier version of the language."""
    fix = None if taken else Fix(f"rename it to `{name}`", (RenameKey(route, name),), safe=True)
    return Diagnostic(
        codes.UNKNOWN_KEY,
        Severity.ERROR,
        f"`{format_route(route)}` is called `{name}` since `{version}`",
        route,
        Anchor.KEY,
        help=f"delete it; `{name}` is there already"
        if taken
        else f"write `{name}`; `mlsys migrate` does so in a document that names an earlier version",
        fix=fix,
    )


def other_tags(parts: Sequence[Schema], name: str) -> list[str]:
    """Return the tags, as ``type: binary``, with which the mapping has a field ``name``."""
    found: list[str] = []
    for branch in (b for part in parts for b in part.get("allOf", ()) if isinstance(b, dict)):
        then = branch.get("then")
        if not isinstance(then, dict) or then.get("properties", {}).get(name, False) is False:
            continue
        for tag, demand in branch.get("if", {}).get("properties", {}).items():
            values = [demand["const"]] if "const" in demand else demand.get("enum", [])
            found += [f"{tag}: {value}" for value in values]
    return found


def _addition(name: str, parts: Sequence[Schema]) -> str:
    for part in parts:
        if "const" in part:
            return f"add `{name}: {_flow(part['const'])}`"
        if part.get("examples"):
            return f"add `{name}: {shortened(_flow(part['examples'][0]))}`"
        if values := options(part):
            return f"add `{name}: …`, {one_of(_flow(v) for v in values)}"
    return f"add `{name}`"


def _flow(value: object) -> str:
    """Return ``value`` as YAML in flow style."""
    match value:
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case dict():
            return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case _:
            return str(value)
