"""The Jinja environments of templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mlsys.blueprints.model import Blueprint, Delimiters
from mlsys.render.delimiters import MARKS
from mlsys.render.escaping import escape_by_context
from mlsys.render.filters import FILTERS
from mlsys.render.precompiled import Precompiled

_SETTINGS: Final = {
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
    # Constants are not folded, so that no result of a filter is fixed when a template is compiled.
    "optimized": False,
    "undefined": jinja2.StrictUndefined,
    "auto_reload": False,
    "cache_size": -1,
}


def make_environment(
    blueprints: Iterable[Blueprint], delimiters: Delimiters, *, sandboxed: bool, compiled: Path | None = None
) -> jinja2.Environment:
    """Return an environment that finds templates as ``blueprint:template/path``.

    Args:
        blueprints: where templates come from, parents included.
        delimiters: the marks of template syntax.
        sandboxed: whether templates of strangers are rendered, which must not reach into objects.
        compiled: a folder of templates that are compiled already; whoever can write to it can run code, so
            it is a folder of the installation. Sandboxed templates are never taken from it.
    """
    sources = dict(_sources(blueprints))
    kind = ImmutableSandboxedEnvironment if sandboxed else jinja2.Environment
    environment = kind(**_SETTINGS, **MARKS[delimiters])  # type: ignore[arg-type]
    environment.loader = jinja2.FunctionLoader(lambda name: _load(name, sources))
    if compiled is not None and not sandboxed:
        environment.loader = Precompiled(compiled, environment.loader)
    environment.filters.update(FILTERS)
    escape_by_context(environment)
    # The same specification gives the same bytes, so nothing in reach of a template may be random.
    del environment.filters["random"]
    del environment.globals["lipsum"]
    return environment


def template_name(blueprint: str, stored: str) -> str:
    """Return the name of a template file as the environments know it."""
    return f"{blueprint}:template/{stored}"


def _sources(blueprints: Iterable[Blueprint]) -> Iterator[tuple[str, bytes]]:
    for blueprint in blueprints:
        for template in blueprint.templates.values():
            yield template_name(template.blueprint, template.stored), template.content
        for path, content in blueprint.partials.items():
            yield f"{blueprint.name}:{path}", content


def _load(name: str, sources: Mapping[str, bytes]) -> tuple[str, str, None] | None:
    # The name stands in for the file name, so that compiled templates are the same on every machine.
    return (sources[name].decode(), str.__str__(name), None) if name in sources else None
