"""Python modules of others, run from the contents that were trusted, and from nothing else.

No path is searched and no bytecode is read: what a folder holds besides, or holds a moment later, is not run.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType
from typing import Final

_ROOT: Final = "mlsys_plugins"


class _Modules(MetaPathFinder, InspectLoader):
    """The modules of one package, which is no file."""

    def __init__(self, package: str, sources: Mapping[str, str], shown: str) -> None:
        self._package, self._shown = package, shown
        self._sources = {f"{package}.{name}": text for name, text in sources.items()} | {package: ""}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._sources:
            return None
        spec = spec_from_loader(fullname, self, origin=self.get_filename(fullname))
        assert spec is not None
        return spec

    def is_package(self, fullname: str) -> bool:
        return fullname == self._package

    def get_filename(self, fullname: str) -> str:
        name = fullname.removeprefix(self._package).removeprefix(".") or "__init__"
        return f"{self._shown}/{name}.py"

    def get_source(self, fullname: str) -> str:
        return self._sources[fullname]

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        module.__file__ = self.get_filename(name)
        exec(compile(self._sources[name], module.__file__, "exec", dont_inherit=True), module.__dict__)


def modules_of(sha256: str, sources: Mapping[str, str], shown: str) -> Mapping[str, ModuleType]:
    """Return the modules whose names do not begin with an underscore, which the others can import.

    Whoever calls this has asked whether they are trusted. What they raise passes through.

    Args:
        sha256: the digest of their contents, which stands for them in this process.
        sources: their texts by name.
        shown: the folder that errors name.
    """
    package = f"{_ROOT}_{sha256}"
    if not any(isinstance(each, _Modules) and each._package == package for each in sys.meta_path):
        sys.meta_path.append(_Modules(package, sources, shown))
    return {n: import_module(f"{package}.{n}") for n in sorted(sources) if not n.startswith("_")}
