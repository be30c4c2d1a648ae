"""mlsys: the compiler for ML-system design documents.

The names below are what programs may rely on; each is imported when it is first asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as `typing` says; to import it takes as long as to start the interpreter

if TYPE_CHECKING:
    from typing import Any, Final

    from mlsys.api import NotCompilable, check, compile_project, explain, load, plan
    from mlsys.diagnostics.model import Diagnostic, Severity
    from mlsys.errors import MlsysError
    from mlsys.inputs import Inputs
    from mlsys.ir.system import System
    from mlsys.judge import Judgement
    from mlsys.pages import UnknownSubject
    from mlsys.planning.model import Plan
    from mlsys.project.reconcile.changes import Changes
    from mlsys.spec.root import MLSystem

__version__ = "0.1.0"
__all__ = [
    "Changes",
    "Diagnostic",
    "Inputs",
    "Judgement",
    "MLSystem",
    "MlsysError",
    "NotCompilable",
    "Plan",
    "Severity",
    "System",
    "UnknownSubject",
    "__version__",
    "check",
    "compile_project",
    "explain",
    "load",
    "plan",
]

_HOMES: Final = {
    "mlsys.api": ("NotCompilable", "check", "compile_project", "explain", "load", "plan"),
    "mlsys.diagnostics.model": ("Diagnostic", "Severity"),
    "mlsys.errors": ("MlsysError",),
    "mlsys.pages": ("UnknownSubject",),
    "mlsys.inputs": ("Inputs",),
    "mlsys.ir.system": ("System",),
    "mlsys.judge": ("Judgement",),
    "mlsys.planning.model": ("Plan",),
    "mlsys.project.reconcile.changes": ("Changes",),
    "mlsys.spec.root": ("MLSystem",),
}
"""Where each name is defined."""


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            value = globals()[name] = getattr(import_module(home), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
