"""Templates that were compiled to Python modules when the compiler was built.

To compile the templates of a project takes Jinja as long as everything else takes together. So the build
writes them as modules into a folder of the installation; Python keeps their byte code as that of any other
module. A module is named by all that goes into it: one that is stale is never found, and its template is
compiled anew.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
from collections.abc import Iterator, MutableMapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jinja2

from mlsys.blueprints.model import Delimiters
from mlsys.render.delimiters import has_syntax

if TYPE_CHECKING:
    from mlsys.blueprints.model import Blueprint

_COUNTS: Final = ("delimiters.py", "environment.py", "escaping.py")
"""The files beside this one that decide into what code a template is compiled."""


class Precompiled(jinja2.BaseLoader):
    """Takes templates from the modules in a folder, and the others from another loader."""

    has_source_access = False

    def __init__(self, folder: Path, sources: jinja2.BaseLoader) -> None:
        self._folder, self._sources = folder, sources

    def load(
        self, environment: jinja2.Environment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> jinja2.Template:
        """Return the template called ``name``."""
        source, _, _ = self._sources.get_source(environment, name)
        module = self._module(_module_name(environment, name, source))
        if module is None:
            return self._sources.load(environment, name, globals)
        template = environment.template_class.from_module_dict(environment, module, globals or {})
        template.filename = str.__str__(name)  # what `escaping` marks is no plain text
        return template

    def _module(self, name: str) -> MutableMapping[str, Any] | None:
        path = os.path.join(self._folder, f"{name}.py")
        specification = importlib.util.spec_from_file_location(name, path)
        if specification is None or specification.loader is None:
            return None
        module = importlib.util.module_from_spec(specification)
        try:
            specification.loader.exec_module(module)
        except FileNotFoundError:
            return None
        return vars(module)


def write_modules(folder: Path) -> None:
    """Write the templates of the built-in blueprints to ``folder``, in place of what is there."""
    from mlsys.blueprints.catalogue import builtin_catalogue
    from mlsys.render.environment import make_environment

    blueprints = tuple(builtin_catalogue())
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for delimiters in Delimiters:
        environment = make_environment(blueprints, delimiters, sandboxed=False)
        assert environment.loader is not None
        for name in _names(blueprints, delimiters):
            source, filename, _ = environment.loader.get_source(environment, name)
            code = environment.compile(source, name, filename, raw=True, defer_init=True)
            (folder / f"{_module_name(environment, name, source)}.py").write_text(code, encoding="utf-8")


def _names(blueprints: tuple[Blueprint, ...], delimiters: Delimiters) -> Iterator[str]:
    """Yield the templates and macros that use ``delimiters``."""
    from mlsys.planning.engines import rule_of
    from mlsys.render.environment import template_name

    for blueprint in blueprints:
        for path, template in blueprint.templates.items():
            rule = rule_of(path, blueprint.manifest.files)
            used = rule is not None and rule.delimiters is delimiters
            if used and template.rendered and has_syntax(template.content, delimiters):
                yield template_name(template.blueprint, template.stored)
        for path, content in blueprint.partials.items():
            if has_syntax(content, delimiters):
                yield f"{blueprint.name}:{path}"


def _module_name(environment: jinja2.Environment, name: str, source: str) -> str:
    parts = "\0".join((_dialect(), environment.block_start_string, name, source))
    return f"template_{hashlib.sha256(parts.encode()).hexdigest()[:32]}"


@cache
def _dialect() -> str:
    """Return what tells one way of compiling templates from another."""
    digest = hashlib.sha256(jinja2.__version__.encode())
    for file in _COUNTS:
        digest.update(Path(__file__).with_name(file).read_bytes())
    return digest.hexdigest()
