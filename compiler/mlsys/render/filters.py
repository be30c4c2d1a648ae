"""The filters of templates, by the name under which templates use them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from mlsys.render import markup, units
from mlsys.render.expressions import numpy_source
from mlsys.render.python_literal import py, pycall

FILTERS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "py": py,
        "pycall": pycall,
        "numpy": numpy_source,
        "yaml": markup.yaml,
        "json": markup.json,
        "toml": markup.toml,
        "md": markup.md,
        "wrap_comment": markup.wrap_comment,
        "title_case": markup.title_case,
        "pascal_case": markup.pascal_case,
        "snake_case": markup.snake_case,
        "seconds": units.seconds,
        "promduration": units.promduration,
        "k8squantity": units.k8squantity,
        "percent": units.percent,
        "number": units.number,
    }
)
