"""Checking the structure of a document against the published JSON Schema.

`jsonschema_rs` judges; what breaks the schema is worded by `mlsys.schema.wording`. One engine does
both, so that it cannot happen that a document is refused and nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mlsys.diagnostics import Diagnostic, Severity, codes
from mlsys.route import Route
from mlsys.schema.ambiguous import ambiguous_scalars
from mlsys.schema.view import Schema
from mlsys.spec.deprecated import deprecated_fields, has_deprecated
from mlsys.spec.fields import Section
from mlsys.syntax.nodes import Node, find, to_plain

_KEYS = {"additionalProperties", "unevaluatedProperties"}
_RANK = {name: rank for rank, name in enumerate(("falseSchema", "type", "enum", "const", "pattern"))}


class Checker:
    """A schema made ready; checks any number of documents."""

    def __init__(self, schema: Schema, root: type[Section] | None = None) -> None:
        """Make ``schema`` ready, and the models of the document, where there are some."""
        import jsonschema_rs

        self._schema = schema
        self._validator: Any = jsonschema_rs.validator_for(schema)
        self._root = root

    def check(self, tree: Node) -> tuple[Diagnostic, ...]:
        """Return what is wrong with the structure of ``tree``, one finding for each mistake.

        The findings have routes; `mlsys.syntax.locate` places them.
        """
        plain = to_plain(tree)
        findings = list(ambiguous_scalars(tree))
        if self._root is not None and has_deprecated(self._root):
            findings += deprecated_fields(tree, self._root)
        if self._validator.is_valid(plain):
            return tuple(findings)
        worded = list(self._findings(tree, plain))
        if not worded and not findings:
            worded = [Diagnostic(codes.BAD_VALUE, Severity.ERROR, "the document does not fit its schema")]
        told = {finding.route for finding in worded}
        return (*(f for f in findings if f.route not in told), *worded)

    def _findings(self, tree: Node, plain: object) -> Iterator[Diagnostic]:
        from mlsys.schema.keys import KeyFindings
        from mlsys.schema.problem import Problem
        from mlsys.schema.view import SchemaView
        from mlsys.schema.wording import word

        view = SchemaView(self._schema)
        keys = KeyFindings(view, tree)
        values: dict[Route, Problem] = {}
        for error in self._validator.iter_errors(plain):
            for problem in _problems(error, view, tree):
                if problem.keyword in _KEYS:
                    keys.add_unknown(problem)
                elif problem.keyword == "required":
                    keys.add_missing(problem)
                elif _rank(problem.keyword) < _rank(getattr(values.get(problem.route), "keyword", "")):
                    values[problem.route] = problem
        yield from (f for f in keys.findings() if f.route not in values)
        yield from (word(problem) for problem in values.values())


def check(tree: Node, schema: Schema) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the structure of ``tree``; see `Checker` for many documents."""
    return Checker(schema).check(tree)


def _rank(keyword: str) -> int:
    """Return how well a keyword explains a mistake, the best first; the worst for no keyword."""
    return _RANK.get(keyword, len(_RANK)) if keyword else len(_RANK) + 1


def _problems(error: Any, view: Any, tree: Node) -> Iterable[Any]:
    """Yield the problems of one error of the validator; of alternatives, those of the one that was meant."""
    from mlsys.schema.problem import Problem

    detail = error.kind.as_dict()
    keyword: str = error.kind.name
    route: Route = tuple(error.instance_path)
    node = find(tree, route)
    if node is None:  # the name of a property, judged by itself
        return
    if keyword in {"anyOf", "oneOf"} and "context" in detail:
        branch = _meant(detail["context"], len(route))
        if branch is not None:
            for inner in branch:
                yield from _problems(inner, view, tree)
            return
    passed, last = view.follow(list(error.evaluation_path))
    schema = passed[-1] if passed else last
    if keyword == "propertyNames":
        keyword, detail = "additionalProperties", {"unexpected": _bad_names(detail, node)}
    yield Problem(keyword, detail, route, node, schema, tuple(passed), error.message)


def _meant(context: list[list[Any]], depth: int) -> list[Any] | None:
    """Return the errors of the only alternative whose type fits the value."""
    fitting = [
        branch
        for branch in context
        if not any(e.kind.name in {"type", "const", "enum"} and len(e.instance_path) <= depth for e in branch)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _bad_names(detail: Any, node: Node) -> list[str]:
    name = getattr(detail.get("error"), "instance", None)
    return [name] if isinstance(name, str) else []
