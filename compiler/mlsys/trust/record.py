"""Which code of blueprints of others its user lets run: by name and digest, outside of every clone.

    [[trusted]]
    name = "acme-service"
    sha256 = "9f31…"
    from = "https://git.acme.example/ml/blueprints.git v1.4.2"

The file is the user's own. A repository cannot name another, so that a clone trusts nothing by itself; what
runs without a home, as in CI, says it in a variable, ``MLSYS_TRUST=acme-service@sha256:9f31…``.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mlsys.errors import MlsysError, as_text
from mlsys.trust.private import is_private

VARIABLE: Final = "MLSYS_TRUST"
_ENTRY: Final = re.compile(r"(?P<name>[a-z0-9-]+)@sha256:(?P<sha256>[0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Trust:
    """Code of a blueprint may run, as long as its contents have this digest."""

    name: str
    sha256: str
    source: str = ""
    """Where it came from when it was trusted, for people."""


def trust_file() -> Path:
    """Return where trust is kept: ``MLSYS_CONFIG_DIR``, or the folder for settings of the platform."""
    if chosen := os.environ.get("MLSYS_CONFIG_DIR"):
        base = Path(chosen)
    elif sys.platform == "win32":
        base = Path(os.path.expanduser(os.environ.get("APPDATA", "~/AppData/Roaming"))) / "mlsys"
    elif sys.platform == "darwin":
        base = Path(os.path.expanduser("~/Library/Application Support/mlsys"))
    else:
        base = Path(os.path.expanduser(os.environ.get("XDG_CONFIG_HOME") or "~/.config")) / "mlsys"
    return base / "trust.toml"


def is_trusted(name: str, sha256: str) -> bool:
    """Return whether code of the blueprint called ``name`` with these contents may run.

    Raises:
        MlsysError: if what the user has said cannot be read, or somebody else could have said it.
    """
    return any((each.name, each.sha256) == (name, sha256) for each in (*_named(), *read_trust()))


def read_trust() -> tuple[Trust, ...]:
    """Return what the user trusts, in the order in which that was said.

    Raises:
        MlsysError: if it cannot be read, or others can write to it.
    """
    import tomllib

    file = trust_file()
    if not file.exists():
        return ()
    for place in (file.parent, file):
        if not is_private(place):
            raise MlsysError(
                f"others can write to {place}, so nothing that it says is believed",
                help="make it yours alone: `chmod go-w`",
            )
    try:
        found = tomllib.loads(as_text(file.read_bytes(), str(file)))
        entries = found.get("trusted", [])
        return tuple(Trust(each["name"], each["sha256"], str(each.get("from", ""))) for each in entries)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise MlsysError(
            f"{file} cannot be read: {error}", help="mend it, or delete it to trust nothing"
        ) from None


def as_toml(trusted: Iterable[Trust]) -> str:
    """Return the text of the file that says this."""
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment("Code of these blueprints may run; `mlsys trust` writes this file."))
    tables = tomlkit.aot()
    for each in trusted:
        table = tomlkit.table()
        table.update(
            {"name": each.name, "sha256": each.sha256, **({"from": each.source} if each.source else {})}
        )
        tables.append(table)
    document.add("trusted", tables)
    return tomlkit.dumps(document)


def _named() -> list[Trust]:
    """Return what the variable says.

    Raises:
        MlsysError: if it says something else.
    """
    found = []
    for word in re.split(r"[\s,]+", os.environ.get(VARIABLE, "").strip()):
        if not word:
            continue
        match = _ENTRY.fullmatch(word)
        if match is None:
            raise MlsysError(f"{VARIABLE}: `{word}` is not of the form NAME@sha256:DIGEST")
        found.append(Trust(match["name"], match["sha256"]))
    return found
