"""Words for what breaks the schema: one function a keyword."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from mlsys.diagnostics import Anchor, Diagnostic, Fix, Related, SetValue, Severity, codes
from mlsys.diagnostics.suggest import closest, distance, either, one_of
from mlsys.route import format_route
from mlsys.schema.ambiguous import ambiguous
from mlsys.schema.problem import Problem, describe, shortened, type_phrase
from mlsys.schema.quantity import bad_quantity, out_of_range
from mlsys.spec.schema_shapes import ERROR
from mlsys.spec.tasks import meant_by
from mlsys.syntax.nodes import Mapping as MappingNode
from mlsys.syntax.nodes import Scalar, Sequence
from mlsys.syntax.scalars import yaml_1_1_meaning

_Wording: TypeAlias = Callable[[Problem], Diagnostic]
_LANGUAGE_ROUTES = {("apiVersion",), ("kind",)}
_BOOLEANS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def word(problem: Problem) -> Diagnostic:
    """Return the finding for one broken keyword."""
    return _WORDINGS.get(problem.keyword, _unworded)(problem)


def finding(problem: Problem, code: str, message: str, help_: str = "", fix: Fix | None = None) -> Diagnostic:
    """Return an error at the place of ``problem``; without help, it says what the field means."""
    note = "" if help_ else shortened(str(problem.schema.get("description", "")), 200)
    return Diagnostic(code, Severity.ERROR, message, problem.route, help=help_, note=note, fix=fix)


def _name(problem: Problem) -> str:
    return f"`{format_route(problem.route)}`" if problem.route else "the document"


# -- type -----------------------------------------------------------------------------------


def _type(problem: Problem) -> Diagnostic:
    node = problem.node
    types = problem.schema["type"]
    names = [types] if isinstance(types, str) else types
    if isinstance(node, Scalar) and node.value is not None:
        if problem.quantity:
            return bad_quantity(problem)
        if node.plain and (special := _misread_scalar(problem, node, names)):
            return special
    wanted = problem.form or type_phrase(types)
    if isinstance(node, Scalar) and node.value is None and not problem.route:
        return finding(problem, codes.NOT_A_DOCUMENT, "the file holds no specification")
    help_, fix = _type_help(problem, names)
    message = f"{_name(problem)} must be {wanted}, not {describe(node)}"
    if isinstance(node, Scalar) and node.value is None:
        message = f"{_name(problem)} is empty; it must be {wanted}"
    return finding(problem, codes.WRONG_TYPE, message, help_, fix)


def _misread_scalar(problem: Problem, node: Scalar, names: list[str]) -> Diagnostic | None:
    """Return the finding for a scalar whose plain spelling YAML reads as another type than was meant."""
    if isinstance(node.value, str):
        if "boolean" in names and node.raw.lower() in _BOOLEANS:
            return _misread(problem, node, "text", _BOOLEANS[node.raw.lower()])
        if {"integer", "number"} & set(names) and yaml_1_1_meaning(node.raw):
            plain = node.raw.replace("_", "").lstrip("0") or "0"
            if plain.isdigit():
                return _misread(problem, node, "text", plain)
            return ambiguous(node, problem.route, yaml_1_1_meaning(node.raw) or "")
        return None
    if "string" in names:
        kind = "the boolean" if isinstance(node.value, bool) else "the number"
        shown = str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
        return _misread(problem, node, f"{kind} {shown}", f'"{node.raw}"')
    return None


def _misread(problem: Problem, node: Scalar, reading: str, right: str) -> Diagnostic:
    fix = Fix(f"write {right}", (SetValue(problem.route, right),), safe=True)
    taken = type_phrase(problem.schema["type"])
    message = f"`{shortened(node.raw)}` is read as {reading}; {_name(problem)} takes {taken}"
    return finding(problem, codes.AMBIGUOUS_SCALAR, message, f"write `{right}`", fix)


def _type_help(problem: Problem, names: list[str]) -> tuple[str, Fix | None]:
    node = problem.node
    if "array" in names and isinstance(node, Scalar) and node.value is not None and "\n" not in node.raw:
        item = f"[{node.raw}]"
        return f"write a list: `{shortened(item)}`", Fix(f"write {item}", (SetValue(problem.route, item),))
    if "object" in names and isinstance(node, Sequence):
        return "write a mapping from names to values: `name: {…}` instead of `- …`", None
    if "array" in names and isinstance(node, MappingNode):
        return "start each item with `- `", None
    if "object" in names and problem.schema.get("required"):
        return f"it needs {', '.join(f'`{name}`' for name in problem.schema['required'])}", None
    return _for_example(problem), None


# -- one of several values --------------------------------------------------------------------


def _enum(problem: Problem) -> Diagnostic:
    options = [str(option) for option in problem.value if option is not None]
    if problem.route in _LANGUAGE_ROUTES:
        return _language(problem, options)
    node = problem.node
    if not isinstance(node, Scalar):
        message = f"{_name(problem)} must be {one_of(options)}, not {describe(node)}"
        return finding(problem, codes.WRONG_TYPE, message)
    written = "nothing" if node.value is None else f"`{shortened(node.raw)}`"
    match = closest(str(node.value), options)
    fix = None
    meant = [word for word in meant_by(str(node.value)) if word in options]
    help_ = f"use {one_of(options)}"
    if meant:
        help_ = f"did you mean {either(meant)}?"
    elif match is not None:
        safe = distance(str(node.value).lower(), match.lower(), 2) is not None
        fix = Fix(f"write `{match}`", (SetValue(problem.route, match),), safe=safe)
        help_ = f"did you mean `{match}`?"
        if len(options) <= 12:
            help_ += f" (one of {', '.join(options)})"
    return finding(problem, codes.BAD_VALUE, f"{_name(problem)} cannot be {written}", help_, fix)


def _const(problem: Problem) -> Diagnostic:
    expected = str(problem.value)
    if problem.route in _LANGUAGE_ROUTES:
        return _language(problem, [expected])
    message = f"{_name(problem)} must be `{expected}`, not {describe(problem.node)}"
    return finding(problem, codes.BAD_VALUE, message, f"write `{expected}`")


def _language(problem: Problem, known: list[str]) -> Diagnostic:
    written = getattr(problem.node, "raw", "") or describe(problem.node)
    message = f"{_name(problem)} is `{shortened(written)}`; this mlsys knows {one_of(known)}"
    match = known[0] if len(known) == 1 else closest(getattr(problem.node, "raw", ""), known)
    help_ = f"write `{match or known[0]}`; if the document is newer, update mlsys; if older, `mlsys migrate`"
    return finding(problem, codes.API_VERSION, message, help_)


# -- limits -------------------------------------------------------------------------------------

_LIMITS: Final[Mapping[str, str]] = {
    "minimum": "at least {limit}",
    "maximum": "at most {limit}",
    "exclusiveMinimum": "more than {limit}",
    "exclusiveMaximum": "less than {limit}",
    "minLength": "at least {limit} characters long",
    "maxLength": "at most {limit} characters long",
    "multipleOf": "a multiple of {limit}",
}
_COUNTS: Final[Mapping[str, tuple[str, str]]] = {
    "minItems": ("at least", "item"),
    "maxItems": ("at most", "item"),
    "minProperties": ("at least", "entry"),
    "maxProperties": ("at most", "entry"),
}


def _limit(problem: Problem) -> Diagnostic:
    if problem.quantity and isinstance(problem.node, Scalar):
        return out_of_range(problem)
    if problem.keyword == "minLength" and isinstance(problem.node, Scalar) and not problem.node.value:
        return finding(problem, codes.BAD_VALUE, f"{_name(problem)} is empty", _for_example(problem))
    demand = _LIMITS[problem.keyword].format(limit=problem.value)
    message = f"{_name(problem)} must be {demand}, not {describe(problem.node)}"
    return finding(problem, codes.BAD_VALUE, message, _for_example(problem))


def _count(problem: Problem) -> Diagnostic:
    bound, noun = _COUNTS[problem.keyword]
    limit = int(problem.value)
    children = getattr(problem.node, "items", None) or getattr(problem.node, "entries", ())
    plural = noun if limit == 1 else {"item": "items", "entry": "entries"}[noun]
    have = f"it has {len(children)}" if children else "it is empty"
    return finding(
        problem,
        codes.BAD_VALUE,
        f"{_name(problem)} must have {bound} {limit} {plural}; {have}",
        _for_example(problem),
    )


def _unique(problem: Problem) -> Diagnostic:
    seen: dict[str, int] = {}
    for index, item in enumerate(problem.node.items if isinstance(problem.node, Sequence) else ()):
        raw = getattr(item, "raw", "")
        if raw and raw in seen:
            place = Problem("uniqueItems", True, (*problem.route, index), item, problem.schema)
            return finding(
                place, codes.BAD_VALUE, f"`{raw}` stands twice in {_name(problem)}", "delete one of the two"
            )
        seen[raw] = index
    return finding(problem, codes.BAD_VALUE, f"{_name(problem)} holds a value twice", "delete one of the two")


def _pattern(problem: Problem) -> Diagnostic:
    if problem.quantity:
        return bad_quantity(problem)
    demand = f"must be {problem.form}, not" if problem.form else "cannot be"
    message = f"{_name(problem)} {demand} {describe(problem.node)}"
    description = shortened(str(problem.schema.get("description", "")), 200)
    note = f"{description} (it matches `{problem.value}`)".strip()
    return replace(finding(problem, codes.BAD_VALUE, message, _for_example(problem)), note=note)


def _for_example(problem: Problem) -> str:
    return "".join(f"for example `{shortened(str(e))}`" for e in problem.examples[:1])


# -- combinations -----------------------------------------------------------------------------


def _forbidden(problem: Problem) -> Diagnostic:
    """A field whose schema is ``false``: it makes no sense with the tag of its section."""
    name = problem.route[-1] if problem.route else "document"
    tag, value = _tag(problem)
    if not tag:
        message, help_ = f"`{name}` has no meaning here", "delete it"
        return Diagnostic(codes.UNKNOWN_KEY, Severity.ERROR, message, problem.route, Anchor.KEY, help=help_)
    message = f"`{name}` has no meaning with {value}"
    related = Related((*problem.route[:-1], tag), f"`{tag}` decides which fields there are")
    help_ = f"delete it, or change `{tag}`"
    return Diagnostic(
        codes.UNKNOWN_KEY, Severity.ERROR, message, problem.route, Anchor.KEY, help=help_, related=(related,)
    )


def _tag(problem: Problem) -> tuple[str, str]:
    """Return name and value of the tag whose branch holds the problem."""
    for schema in reversed(problem.passed):
        for name, demand in schema.get("if", {}).get("properties", {}).items():
            values = [demand["const"]] if "const" in demand else demand.get("enum", [])
            return str(name), f"`{name}: {values[0]}`" if len(values) == 1 else f"this `{name}`"
    return "", ""


def _alternatives(problem: Problem) -> Diagnostic:
    options = [*problem.schema.get("anyOf", ()), *problem.schema.get("oneOf", ())]
    phrases = [_phrase(option) for option in options if isinstance(option, dict)]
    wanted = " or ".join(dict.fromkeys(p for p in phrases if p)) or "of another form"
    return finding(
        problem,
        codes.WRONG_TYPE,
        f"{_name(problem)} must be {wanted}, not {describe(problem.node)}",
        _for_example(problem),
    )


def _phrase(option: Mapping[str, object]) -> str:
    if "errorMessage" in option:
        return str(option["errorMessage"]).removeprefix(ERROR)
    if "enum" in option and isinstance(option["enum"], list):
        return one_of(map(str, option["enum"]))
    types = option.get("type")
    return type_phrase(types) if isinstance(types, str | list) else str(option.get("title", ""))


def _unworded(problem: Problem) -> Diagnostic:
    return finding(
        problem,
        codes.BAD_VALUE,
        f"{_name(problem)}: {shortened(problem.message, 160)}",
        _for_example(problem),
    )


_WORDINGS: Final[Mapping[str, _Wording]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "uniqueItems": _unique,
    "falseSchema": _forbidden,
    "anyOf": _alternatives,
    "oneOf": _alternatives,
    **dict.fromkeys(_LIMITS, _limit),
    **dict.fromkeys(_COUNTS, _count),
}
