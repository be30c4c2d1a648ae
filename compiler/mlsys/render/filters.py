"""The filters of templates, by the name under which templates use them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from mlsys.ir.cron import portable
from mlsys.render import contexts, markup, units
from mlsys.render.escaping import Language, for_language
from mlsys.render.expressions import numpy_source
from mlsys.render.python_literal import py, pycall

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
