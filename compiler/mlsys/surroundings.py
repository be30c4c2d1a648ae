"""What stands around a document and is judged with it: profile of its data, and what was compiled last."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mlsys.diagnostics.model import Diagnostic, Result, Severity
from mlsys.profile import profile_path
from mlsys.source import SourceFile

if TYPE_CHECKING:
    from mlsys.profile.model import Profile
    from mlsys.profile.supply import Supplied
    from mlsys.schema.check import Checker
    from mlsys.spec.root import MLSystem
    from mlsys.syntax.nodes import Node


class Surroundings:
    """The files around one document, looked at when they are asked for."""

    def __init__(self, source: SourceFile, folder: str | None = None, *, compiling: bool = False) -> None:
        """Look around ``source``.

        Args:
            source: the document.
            folder: the project that is compiled into; ``None`` for the default places.
            compiling: whether a project in the working folder, the default of `compile`, counts too.
        """
        self._source, self._folder, self._compiling = source, folder, compiling
        self._supplied: dict[str | None, Supplied] = {}
        self._files: dict[str, None] = {}
        self.has_profile = os.path.exists(self._look_at(profile_path(source.name)))

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that decided something, also those that are missing."""
        return tuple(self._files)

    def profile(self, spec: MLSystem) -> tuple[Profile | None, tuple[Diagnostic, ...]]:
        """Return the profile of the data of ``spec``, and what is wrong with it."""
        if not self.has_profile:
            return None, ()
        path = spec.data.source.path if spec.data.source is not None else None
        if path not in self._supplied:
            from mlsys.profile.supply import supply

            self._supplied[path] = supply(self._source.name, spec)
        supplied = self._supplied[path]
        self._files.update(dict.fromkeys(supplied.files))
        return supplied.profile, supplied.findings

    def previous(
        self, spec: MLSystem, environment: str | None, checker: Checker, schema: Mapping[str, Any]
    ) -> MLSystem | None:
        """Return the document that the project of ``spec`` was compiled from; ``None`` when there is none."""
        from mlsys.plan.inputs import DOCUMENT
        from mlsys.project.record.state import base_path

        for folder in self._projects(spec.metadata.name):
            path = self._look_at(os.path.join(folder, base_path(DOCUMENT)))
            if not os.path.exists(path):
                continue
            text = _text(path)
            if text == self._source.text and not spec.extends:
                return spec
            return None if text is None else _bound(text, folder, environment, checker, schema)
        return None

    def _projects(self, name: str) -> Iterator[str]:
        """Yield the folders that may hold the project, the likeliest first."""
        if self._folder is not None:
            yield self._folder
            return
        here = os.path.dirname(self._source.name)
        yield here
        yield os.path.join(here, name)
        if self._compiling:
            yield name

    def _look_at(self, path: str) -> str:
        self._files[path] = None
        return path


def _bound(
    text: str, folder: str, environment: str | None, checker: Checker, schema: Mapping[str, Any]
) -> MLSystem | None:
    """Return a document that was compiled before, with its parents as they were then."""
    from mlsys.errors import MlsysError
    from mlsys.plan.inputs import DOCUMENT
    from mlsys.project.record.state import base_path
    from mlsys.spec.overlay import environments, resolve
    from mlsys.spec.root import bind
    from mlsys.syntax.reader import read

    def load_parent(name: str, child: str) -> Result[Node]:
        place = os.path.normpath(os.path.join(os.path.dirname(child), name))
        kept = _text(os.path.join(folder, base_path(place)))
        found = kept if kept is not None else _text(os.path.join(folder, place))
        if found is None:
            raise MlsysError(f"{place} is not kept")
        return read(SourceFile(place, found))

    tree = read(SourceFile(DOCUMENT, text)).value
    if tree is None:
        return None
    name = environment if environment in environments(tree) else None
    merged = resolve(tree, load_parent, name)
    assert merged.value is not None
    found = (*merged.diagnostics, *checker.check(merged.value))
    # what an older compiler accepted, this one may not understand: then there is nothing to compare with
    return None if any(d.severity is Severity.ERROR for d in found) else bind(merged.value)


def _text(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return None
