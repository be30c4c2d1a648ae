"""What a repository has decided about its checks: ``mlsys.toml``, or ``[tool.mlsys]`` in ``pyproject.toml``.

The nearest file at or above a document counts, up to the root of the repository; policies of those above it
hold, too.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from mlsys.diagnostics.model import Severity
from mlsys.errors import MlsysError, as_text

FILES: Final = ("mlsys.toml", "pyproject.toml")
_STAGES: Final = ("prototype", "pilot", "production")
_KEYS: Final = (
    "select",
    "ignore",
    "stage",
    "severity",
    "parents",
    "policies",
    "blueprints",
    "sources",
    "allowed_signers",
)
_MAX_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """What a file of settings says."""

    source: str = ""
    """The file; empty when there is none."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    stage: str | None = None
    severities: tuple[tuple[str, Severity], ...] = ()
    parents: tuple[str, ...] = ()
    """Files and folders outside of the repository that may hold parents of documents."""
    policies: tuple[str, ...] = ()
    """Files and folders with the policies that the documents are held to."""
    blueprints: tuple[tuple[str, Mapping[str, object]], ...] = ()
    """The table of each blueprint that is used beside those of the compiler, by name."""
    sources: tuple[tuple[str, Mapping[str, object]], ...] = ()
    """The table of each collection of presets and policies that documents may name, by its name."""
    allowed_signers: str = ""
    """The file of OpenSSH that says whose signatures of blueprints are believed; empty for none."""
    above: Settings | None = None
    """The next file above, up to the root of the repository, of which the policies hold as well."""


def settings_for(document: Path) -> Settings:
    """Return the settings that hold for ``document``.

    Raises:
        MlsysError: if the file of settings is not TOML or says something that settings cannot say.
    """
    above: Settings | None = None
    for settings in reversed(tuple(_along(document))):
        above = replace(settings, above=above)
    return above or Settings()


def _along(document: Path) -> Iterator[Settings]:
    """Yield what the files of settings say at and above a document, the nearest first."""
    for folder in _folders(document):
        for name in FILES:
            path = os.path.join(folder, name)
            found = _read(path, whole=name == FILES[0])
            if found is not None:
                yield _settings(path, found)
                break


def parsed_settings(path: str, content: bytes) -> Settings:
    """Return what ``mlsys.toml`` at ``path`` says with this content, as it had at another time.

    Raises:
        MlsysError: if it is not TOML or says something that settings cannot say.
    """
    return _settings(path, _parsed(path, content))


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
    """Return what a file says to mlsys; ``None`` when there is no file, or it is about other tools only.

    Raises:
        MlsysError: if the file is there and cannot be understood; no check goes off in silence.
    """
    content = _content(path)
    if content is None or not (whole or _may_concern_us(content)):
        return None
    found = _parsed(path, content)
    if whole:
        return found
    tool = found.get("tool", {})
    ours = tool.get("mlsys") if isinstance(tool, dict) else None
    if ours is not None and not isinstance(ours, dict):
        raise MlsysError(f"{path}: `tool.mlsys` is a table", help="write `[tool.mlsys]`")
    return ours


def _parsed(path: str, content: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(as_text(content, path, "utf-8-sig"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MlsysError(f"{path} is not TOML: {error}", help="mend the file") from None


def _content(path: str) -> bytes | None:
    try:
        if not os.path.lexists(path):
            return None
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise MlsysError(f"{path} is not a file", help="settings are a file in TOML; move the other away")
        with open(path, "rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise MlsysError(
            f"{path} cannot be read: {error.strerror}", help="mend its rights or move it away"
        ) from None
    if len(content) > _MAX_BYTES:
        raise MlsysError(f"{path} is larger than {_MAX_BYTES // 1024} KiB", help="settings are a few lines")
    return content


def _may_concern_us(content: bytes) -> bool:
    """Return whether a file that other tools share can concern us; a key may be spelt in escapes."""
    text = content.replace(b"\0", b"")
    return b"mlsys" in text or b"\\" in text


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
        _places(path, "parents", found.get("parents", [])),
        _places(path, "policies", found.get("policies", [])),
        _tables(path, "blueprints", found.get("blueprints", {})),
        _tables(path, "sources", found.get("sources", {})),
        _file(path, "allowed_signers", found.get("allowed_signers", "")),
    )


def _names(path: str, key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise MlsysError(f"{path}: `{key}` is a list of codes, beginnings of codes, or names", help='["MLS4"]')


def _places(path: str, key: str, value: object) -> tuple[str, ...]:
    """Return the files and folders that ``value`` names from the folder of the settings.

    What a source offers, ``acme://policies/baseline``, is no path.
    """
    if isinstance(value, list) and all(isinstance(name, str) and name for name in value):
        folder = os.path.dirname(path)
        return tuple(n if "://" in n else os.path.normpath(os.path.join(folder, n)) for n in value)
    raise MlsysError(f"{path}: `{key}` is a list of files or folders", help='["../organisation"]')


def _file(path: str, key: str, value: object) -> str:
    """Return the file that ``value`` names from the folder of the settings; empty for none."""
    if not isinstance(value, str):
        raise MlsysError(f"{path}: `{key}` is a file", help='".github/allowed_signers"')
    return os.path.normpath(os.path.join(os.path.dirname(path), value)) if value else ""


def _tables(path: str, key: str, value: object) -> tuple[tuple[str, Mapping[str, object]], ...]:
    if isinstance(value, dict) and all(isinstance(table, dict) for table in value.values()):
        return tuple(value.items())
    raise MlsysError(
        f"{path}: `{key}` holds a table for each",
        help=f'`[{key}.NAME]`, `git = "https://…"`',
    )


def _severities(path: str, value: object) -> tuple[tuple[str, Severity], ...]:
    words = {severity.value: severity for severity in Severity}
    if isinstance(value, dict) and all(isinstance(v, str) and v in words for v in value.values()):
        return tuple((str(name), words[word]) for name, word in value.items())
    form = 'severity = {MLS104 = "error"}'
    raise MlsysError(f"{path}: `severity` maps codes to {', '.join(words)}", help=f"write `{form}`")
