"""The filters of templates, by the name under which templates use them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from mlsys.ir.cron import portable
from mlsys.render import contexts, markup, units
from mlsys.render.escaping import Language, for_language
from mlsys.render.python_literal import py, pycall

if TYPE_CHECKING:
    from mlsys.spec.features import Feature


def numpy_source(rule: str, features: Mapping[str, Feature], columns: str = "columns") -> str:
    """Return Python source that computes ``rule`` over arrays of columns.

    Args:
        rule: an expression of the safe language that the rules of the compiler have checked.
        features: the declared features; their types decide how a missing value is told.
        columns: source of the mapping from names to arrays.

    Raises:
        ValueError: if ``rule`` is no expression.
    """
    from mlsys.spec.expressions import column_types, parse, to_numpy

    parsed = parse(rule)
    if parsed.expression is None:
        raise ValueError(f"not an expression: {rule}")
    return to_numpy(parsed.expression, columns, column_types(features))


_BY_LANGUAGE: Final[Mapping[Language | None, Mapping[str, Callable[..., str]]]] = {
    Language.PYTHON: {"py": py, "pycall": pycall, "numpy": numpy_source, "docstring": contexts.docstring},
    Language.YAML: {"yaml": markup.yaml},
    Language.JSON: {"json": markup.json},
    Language.TOML: {"toml": markup.toml},
    Language.MARKDOWN: {"md": markup.md, "code": contexts.code_span, "mermaid": contexts.mermaid},
    Language.COMMENT: {"comment": contexts.comment, "wrap_comment": contexts.wrap_comment},
    Language.WORKFLOW: {"workflow": contexts.workflow},
    Language.GO_TEMPLATE: {"go_template": contexts.go_template},
    Language.COMPOSE: {"compose": contexts.compose},
    Language.MAKE: {"make_word": contexts.make_word, "make_value": contexts.make_value},
    Language.PROMQL: {"promql": contexts.promql},
    Language.DOCKERFILE: {"dockerfile": contexts.dockerfile},
    None: {
        "owner_word": contexts.owner_word,
        "title_case": markup.title_case,
        "pascal_case": markup.pascal_case,
        "snake_case": markup.snake_case,
        "promduration": units.promduration,
        "k8squantity": units.k8squantity,
        "percent": units.percent,
        "number": units.number,
        "thousands": units.thousands,
    },
}
"""What escapes for one language; under ``None`` what has letters, digits and signs of numbers only."""

FILTERS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        name: for_language(function, language)
        for language, functions in _BY_LANGUAGE.items()
        for name, function in functions.items()
    }
    | {
        "seconds": units.seconds,
        "cron": portable,
        "repository": contexts.repository,
        "visible": markup.visible,
    }
)
