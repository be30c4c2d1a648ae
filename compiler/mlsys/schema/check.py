"""Checking the structure of a document against the published JSON Schema.

`jsonschema` judges; what breaks the schema is worded by `mlsys.schema.wording`. A document that the models
accept needs no judge: they and the schema, which is written from them, agree in both directions, and a test
holds them to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from mlsys.diagnostics import Diagnostic, Severity, codes
from mlsys.route import Route
from mlsys.schema.ambiguous import ambiguous_scalars
from mlsys.schema.view import Schema, flattened, options
from mlsys.spec.deprecated import deprecated_fields, has_deprecated
from mlsys.spec.fields import Section
from mlsys.syntax.nodes import Node, find, to_plain

if TYPE_CHECKING:
    from mlsys.schema.problem import Problem
    from mlsys.schema.view import SchemaView

S = TypeVar("S", bound=Section)
"""The model of a document as a whole."""

_KEYS = {"additionalProperties", "unevaluatedProperties"}
_RANK = {name: rank for rank, name in enumerate(("falseSchema", "type", "enum", "const", "pattern"))}


class Checker(Generic[S]):
    """A schema made ready; checks any number of documents."""

    def __init__(self, schema: Schema, root: type[S] | None = None) -> None:
        """Make ``schema`` ready, and the models of the document, where there are some."""
        self._schema = schema
        self._root = root

    @cached_property
    def _judge(self) -> Any:
        from mlsys.schema.judge import judge

        return judge(self._schema)

    def check(self, tree: Node) -> tuple[Diagnostic, ...]:
        """Return what is wrong with the structure of ``tree``, one finding for each mistake.

        The findings have routes; `mlsys.syntax.locate` places them.
        """
        return self.bound(tree)[1]

    def bound(self, tree: Node) -> tuple[S | None, tuple[Diagnostic, ...]]:
        """Return the document in ``tree`` as its model, unless the models refuse it, with what is wrong."""
        plain = to_plain(tree)
        findings = list(ambiguous_scalars(tree))
        if self._root is not None and has_deprecated(self._root):
            findings += deprecated_fields(tree, self._root)
        model = self.accepted(plain)
        if model is not None or not (errors := list(self._judge.iter_errors(plain))):
            return model, tuple(findings)
        worded = list(self._findings(tree, plain, errors))
        if not worded and not findings:
            worded = [Diagnostic(codes.BAD_VALUE, Severity.ERROR, "the document does not fit its schema")]
        told = {finding.route for finding in worded}
        return None, (*(f for f in findings if f.route not in told), *worded)

    def accepted(self, plain: object) -> S | None:
        """Return the model of a document given as plain values; ``None`` if the models refuse it."""
        if self._root is None or _is_silent(plain):
            return None
        try:
            return self._root.model_validate(plain)
        except ValidationError:
            return None

    def _findings(self, tree: Node, plain: object, errors: Iterable[Any]) -> Iterator[Diagnostic]:
        from mlsys.schema.keys import KeyFindings
        from mlsys.schema.view import SchemaView
        from mlsys.schema.wording import word

        view = SchemaView(self._schema)
        keys = KeyFindings(view, tree)
        values: dict[Route, Problem] = {}
        for problem in (p for error in errors for p in _problems(error, view, tree)):
            if problem.keyword in _KEYS:
                keys.add_unknown(problem)
            elif problem.keyword == "required":
                keys.add_missing(problem)
            elif _rank(problem.keyword) < _rank(getattr(values.get(problem.route), "keyword", "")):
                values[problem.route] = problem
        yield from (f for f in keys.findings() if f.route not in values)
        yield from (word(problem) for problem in values.values())


@cache
def checker_of(model: type[S]) -> Checker[S]:
    """Return the check of a kind of document, given by its model, against its published schema."""
    from mlsys.spec.schema import build_schema

    return Checker(build_schema(model.__name__), model)


def check(tree: Node, schema: Schema) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the structure of ``tree``; see `Checker` for many documents."""
    return Checker[Section](schema).check(tree)


def _is_silent(plain: object) -> bool:
    """Return whether a value says nothing: models take that for what is left out, the schema does not."""
    if isinstance(plain, dict):
        return any(map(_is_silent, plain.values()))
    return any(map(_is_silent, plain)) if isinstance(plain, list) else plain is None


def _rank(keyword: str) -> int:
    """Return how well a keyword explains a mistake, the best first; the worst for no keyword."""
    return _RANK.get(keyword, len(_RANK)) if keyword else len(_RANK) + 1


def _problems(error: Any, view: SchemaView, tree: Node) -> Iterator[Problem]:
    """Yield the problems of one error; of alternatives, those of the one that was meant."""
    from mlsys.schema.judge import unexpected
    from mlsys.schema.problem import Problem

    route: Route = tuple(error.absolute_path)
    node = find(tree, route)
    assert node is not None
    keyword = str(error.validator)
    passed = tuple(view.passed(error.absolute_schema_path))
    schema = error.schema if isinstance(error.schema, dict) else passed[-1]
    if keyword in {"anyOf", "oneOf"}:
        yield from _of_alternatives(error, Problem(keyword, None, route, node, schema, passed), view, tree)
        return
    names: list[str] = []
    if "propertyNames" in error.absolute_schema_path:
        keyword, names = "additionalProperties", [str(error.instance)]
    elif keyword in _KEYS:
        names = unexpected(schema, error.instance)
    elif keyword == "required":
        names = [name for name in error.validator_value if name not in error.instance]
    limit = error.validator_value
    yield Problem(keyword, limit, route, node, schema, passed, tuple(names), error.message)


def _of_alternatives(error: Any, whole: Problem, view: SchemaView, tree: Node) -> Iterator[Problem]:
    """Yield what is wrong with a value of several forms, or one of several values."""
    values = options(whole.schema)
    if values:
        yield replace(whole, keyword="enum", value=values)
        return
    branch, flat = _meant(error), flattened(whole.schema)
    if not branch and flat["type"]:
        yield replace(whole, keyword="type", value=flat["type"], schema=flat)
    elif not branch:
        yield whole
    for inner in branch:
        if inner.relative_path or inner.validator in (*_KEYS, "required"):
            yield from _problems(inner, view, tree)
        else:
            yield replace(whole, keyword=inner.validator, value=inner.validator_value, schema=flat)


def _meant(error: Any) -> list[Any]:
    """Return the errors of the only alternative whose type fits the value."""
    branches: dict[Any, list[Any]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    fitting = [
        branch
        for branch in branches.values()
        if not any(e.validator in {"type", "const", "enum"} and not e.relative_path for e in branch)
    ]
    return fitting[0] if len(fitting) == 1 else []
