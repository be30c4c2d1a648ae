"""Compiles the templates of the blueprints, so that the first project costs no more than any other."""

from __future__ import annotations

import compileall
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TemplateHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes ``build/templates``; a wheel ships it beside schemas and blueprints."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the templates before anything is packed."""
        sys.path.insert(0, str(Path(self.root, "compiler")))
        from mlsys.render.precompiled import write_modules

        folder = Path(self.root, "build", "templates")
        write_modules(folder)
        if version == "editable":
            compileall.compile_dir(str(folder), quiet=2)
        else:
            build_data["force_include"][str(folder)] = "mlsys/_data/templates"
