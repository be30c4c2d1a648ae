"""What a repository has decided about its checks: ``mlsys.toml``, or ``[tool.mlsys]`` in ``pyproject.toml``.

The nearest file at or above a document counts, up to the root of the repository.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from mlsys.diagnostics.model import Severity
from mlsys.errors import MlsysError
from mlsys.variants import Options

FILES: Final = ("mlsys.toml", "pyproject.toml")
_STAGES: Final = ("prototype", "pilot", "production")
_KEYS: Final = ("select", "ignore", "stage", "severity")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a file of settings says."""

    source: str = ""
    """The file; empty when there is none."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    stage: str | None = None
    severities: tuple[tuple[str, Severity], ...] = ()
    looked_at: tuple[str, ...] = ()
    """The files that would have counted, had they been there; the result depends on them."""


def applied(options: Options, settings: Settings) -> Options:
    """Return ``options`` with what they leave open taken from ``settings``; ignored rules add up."""
    return replace(
        options,
        select=options.select or settings.select,
        ignore=(*options.ignore, *(name for name in settings.ignore if name not in options.ignore)),
        stage=options.stage or settings.stage,
        severities=options.severities or settings.severities,
    )


def settings_for(document: Path) -> Settings:
    """Return the settings that hold for ``document``.

    Raises:
        MlsysError: if the file of settings is not TOML or says something that settings cannot say.
    """
    looked_at: list[str] = []
    for folder in _folders(document):
        for name in FILES:
            path = os.path.join(folder, name)
            looked_at.append(path)
            found = _read(path, whole=name == FILES[0])
            if found is not None:
                return replace(_settings(path, found), looked_at=tuple(looked_at))
    return Settings(looked_at=tuple(looked_at))


def verify(options: Options) -> None:
    """Refuse a selection that names what does not exist, or what may not be left out.

    Raises:
        MlsysError: with the first mistake.
    """
    if not (options.select or options.ignore or options.severities):
        return
    from mlsys.rules.selection import mistakes

    for mistake in mistakes(options.select, options.ignore, dict(options.severities)):
        raise MlsysError(mistake.message, help=mistake.help)


def _folders(document: Path) -> Iterator[str]:
    """Yield the folder of a document and those above it, up to the root of the repository."""
    folder = os.path.dirname(os.path.abspath(document))
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            return
        folder = above


def _read(path: str, *, whole: bool) -> Mapping[str, Any] | None:
    """Return what a file says to mlsys; ``None`` when it is not there or says nothing."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return None
    if not whole and "tool.mlsys" not in text:
        return None
    import tomllib

    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MlsysError(f"{path} is not TOML: {error}", help="mend the file") from None
    return found if whole else found.get("tool", {}).get("mlsys")


def _settings(path: str, found: Mapping[str, Any]) -> Settings:
    unknown = next((key for key in found if key not in _KEYS), None)
    if unknown is not None:
        from mlsys.diagnostics.suggest import closest

        near = closest(unknown, _KEYS)
        help = f"did you mean `{near}`?" if near else f"the settings are {', '.join(_KEYS)}"
        raise MlsysError(f"{path}: there is no setting `{unknown}`", help=help)
    stage = found.get("stage")
    if stage is not None and stage not in _STAGES:
        raise MlsysError(f"{path}: `stage` is one of {', '.join(_STAGES)}")
    return Settings(
        path,
        _names(path, "select", found.get("select", [])),
        _names(path, "ignore", found.get("ignore", [])),
        stage,
        _severities(path, found.get("severity", {})),
    )


def _names(path: str, key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise MlsysError(f"{path}: `{key}` is a list of codes, beginnings of codes, or names", help='["MLS4"]')


def _severities(path: str, value: object) -> tuple[tuple[str, Severity], ...]:
    words = {severity.value: severity for severity in Severity}
    if isinstance(value, dict) and all(isinstance(v, str) and v in words for v in value.values()):
        return tuple((str(name), words[word]) for name, word in value.items())
    form = 'severity = {MLS104 = "error"}'
    raise MlsysError(f"{path}: `severity` maps codes to {', '.join(words)}", help=f"write `{form}`")
