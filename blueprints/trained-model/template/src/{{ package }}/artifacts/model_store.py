"""Which model is in use: a small file beside the models, replaced atomically.

Serving and batch scoring read the pointer only, so they need no model registry at run time. Promotion
and rollback write it first and tell the registry afterwards.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

import msgspec

from ..config import settings as folders
from ..config.errors import CorruptArtefactError, OperatorError

MODELS: Final = folders.MODELS

Role = Literal["champion", "challenger", "best"]
"""`best` is the champion that later ones are held against, so that small losses do not add up."""


class Pointer(msgspec.Struct, frozen=True):
    """The version in a role and its folder, relative to the folder of models."""

    version: str
    path: str
    previous: tuple[str, ...] = ()
    """Versions that held the role before, latest first: where a rollback goes."""
    held: bool = False
    """Whether the version stays until a person releases it: nothing else undoes a rollback."""
    manifest_sha256: str | None = None
    """Of the manifest in the folder, which holds the hash of the model: an exchange of both is noticed."""


class NoModelError(OperatorError):
    """No model holds the role yet."""


class ExchangedModelError(CorruptArtefactError):
    """The folder of a role is not what it was when it got the role."""


class BusyError(OperatorError):
    """Another process is training into the same folder of models."""


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
    """Folder of the model that holds the role.

    Raises:
        NoModelError: when none does.
        ExchangedModelError: when its manifest was changed since.
    """
    pointer = read_pointer(role, models)
    folder = models / pointer.path
    if pointer.manifest_sha256 not in (None, fingerprint(folder)):
        raise ExchangedModelError(f"{folder}/ was changed since it became {role}: roll back, or train again")
    return folder


def fingerprint(folder: Path) -> str | None:
    """SHA-256 of the manifest of a model; None when there is none."""
    try:
        return hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def write_pointer(
    role: Role,
    version: str,
    previous: tuple[str, ...] = (),
    models: Path = MODELS,
    *,
    held: bool = False,
) -> None:
    """Give the role to a version; readers see the old pointer or the new one, never a part."""
    pointer = Pointer(version, version, previous, held, fingerprint(models / version))
    replace(models / f"{role}.json", msgspec.json.encode(pointer) + b"\n")


def replace(path: Path, content: bytes) -> None:
    """Put content in place; readers see the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


@contextmanager
def lease(models: Path = MODELS) -> Iterator[None]:
    """Train, judge and promote alone; the lease ends with the process, however it ends.

    Raises:
        BusyError: when another process has it.
    """
    with _lock_file(models, "training") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(f"another training is running in {models}/") from None
        yield


@contextmanager
def pointer_lock(models: Path = MODELS) -> Iterator[None]:
    """Read and write pointers alone, for the blink of an eye; a rollback never waits for a training."""
    with _lock_file(models, "pointer") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _lock_file(models: Path, name: str) -> Iterator[int]:
    models.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(models / f".{name}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
