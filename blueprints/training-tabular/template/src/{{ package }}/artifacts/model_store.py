"""Which model is in use: a small file beside the models, replaced atomically.

Serving and batch scoring read the pointer only, so they need no model registry at run time.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

import msgspec

from ..config import settings as folders
from ..config.errors import OperatorError

MODELS: Final = folders.MODELS

Role = Literal["champion", "challenger", "best"]
"""`best` is the champion that later ones are held against, so that small losses do not add up."""


class Pointer(msgspec.Struct, frozen=True):
    """The version in a role and its folder, relative to the folder of models."""

    version: str
    path: str
    previous: tuple[str, ...] = ()
    """Versions that held the role before, latest first: where a rollback goes."""


class NoModelError(OperatorError):
    """No model holds the role yet."""


def read_pointer(role: Role, models: Path = MODELS) -> Pointer:
    """The model that holds the role.

    Raises:
        NoModelError: when none does.
    """
    try:
        return msgspec.json.decode((models / f"{role}.json").read_bytes(), type=Pointer)
    except FileNotFoundError:
        raise NoModelError(f"no {role} in {models}/: run `make train evaluate`") from None


def folder_of(role: Role, models: Path = MODELS) -> Path:
    """Folder of the model that holds the role."""
    return models / read_pointer(role, models).path


def write_pointer(role: Role, version: str, previous: tuple[str, ...] = (), models: Path = MODELS) -> None:
    """Give the role to a version; readers see the old pointer or the new one, never a part."""
    models.mkdir(parents=True, exist_ok=True)
    text = msgspec.json.encode(Pointer(version=version, path=version, previous=previous))
    temporary = models / f".{role}.json.new"
    temporary.write_bytes(text + b"\n")
    os.replace(temporary, models / f"{role}.json")
