"""The whole path from a system to its files, for scripts and tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mlsys.blueprints.catalogue import Catalogue, builtin_catalogue
from mlsys.planning.build import plan
from mlsys.planning.model import Input
from mlsys.render.render import render

if TYPE_CHECKING:
    from mlsys.ir.system import System


def compile_tree(
    system: System,
    catalogue: Catalogue | None = None,
    *,
    inputs: Iterable[Input] = (),
    environments: Mapping[str, System] | None = None,
) -> dict[str, bytes]:
    """Return the files of the project of ``system`` by path.

    Raises:
        ValueError: if the plan has findings that forbid rendering; the text lists them.
    """
    planned = plan(system, catalogue or builtin_catalogue(), inputs=inputs, environments=environments)
    failing = [diagnostic.message for diagnostic in planned.diagnostics if diagnostic.severity.fails]
    if planned.value is None or failing:
        raise ValueError("\n".join(failing))
    return {path: file.read() for path, file in render(planned.value).files.items()}
