"""Who vouches for contents of others: signatures of OpenSSH, with the keys that teams have.

A publisher signs one line, ``mlsys-blueprint/v1 NAME VERSION sha256:DIGEST``, of a collection
``mlsys-source/v1 …``, into ``SIGNATURE.ssh`` beside the manifest or index. A repository names whom it
believes in a file of OpenSSH, ``allowed_signers`` in its settings.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Final

from mlsys.diagnostics import Diagnostic
from mlsys.errors import MlsysError
from mlsys.settings import Settings
from mlsys.sharing.origins import Declared, Folder, Use
from mlsys.sharing.supply import SIGNATURE_NAME, read_collection
from mlsys.sharing.tree import Stamp, read_folder, stamp
from mlsys.trust.digest import digest

_NAMESPACE: Final = "mlsys-blueprint"
_SECONDS: Final = 30


def check_signature(blueprint: Declared, folder: Path, settings: Settings) -> str:
    """Return who has signed the contents of ``blueprint`` in ``folder``; empty if nobody, or nobody asks.

    A folder of one's own changes with each edit, and needs no signature.

    Raises:
        MlsysError: if the signature is wrong, of somebody who is not believed, or missing where one is due.
    """
    if isinstance(blueprint.origin, Folder):
        return ""
    signed = (folder / SIGNATURE_NAME).is_file()
    wanted = blueprint.signed_by
    if not settings.allowed_signers:
        if wanted:
            raise MlsysError(
                f"{blueprint.what} is to be signed by {wanted}, and no signer is known",
                help='name the file of OpenSSH that says whom you believe: `allowed_signers = "…"`',
            )
        return ""
    if not signed:
        if wanted:
            raise _refused(blueprint, f"is to be signed by {wanted}, and is not signed")
        return ""
    signers = Path(settings.allowed_signers)
    if not signers.is_file():
        raise MlsysError(f"{settings.source}: `allowed_signers`: there is no file {signers}")
    content = signers.read_bytes()
    signer = _signer(folder, blueprint.use, stamp(folder, blueprint.what), content)
    if signer is None:
        raise _refused(blueprint, f"has a signature that nobody in {signers.name} has made of these contents")
    if wanted and signer != wanted:
        raise _refused(blueprint, f"is to be signed by {wanted}, and is signed by {signer}")
    return signer


def sign(folder: Path, key: Path, use: Use = Use.BLUEPRINT) -> str:
    """Return the signature of what lies in ``folder`` with ``key``, for its ``SIGNATURE.ssh``.

    Raises:
        MlsysError: if the manifest or index is faulty or ssh-keygen does not sign.
    """
    with tempfile.TemporaryDirectory(prefix="mlsys-") as scratch:
        file = Path(scratch, "statement")
        file.write_bytes(_statement(folder, use))
        # It may ask for the phrase of the key, so it has the terminal.
        run = _keygen("sign", "-f", os.fspath(key), os.fspath(file), stdin=None)
        made = file.with_suffix(".sig")
        if run.returncode or not made.is_file():
            raise MlsysError(
                f"ssh-keygen does not sign with {key}: {_last(run.stderr)}",
                help="name a private key, or the public key of one that your agent holds",
            )
        return made.read_text("ascii")


def _statement(folder: Path, use: Use) -> bytes:
    """Return the line that is signed.

    Raises:
        MlsysError: if what lies in ``folder`` is faulty.
    """
    what = f"the {use.value} in {folder}"
    name, version = _named(folder, use, what)
    read = read_collection if use is Use.SOURCE else read_folder
    tree = {path: content for path, content in read(folder, what).items() if path != SIGNATURE_NAME}
    return f"mlsys-{use.value}/v1 {name} {version} sha256:{digest(tree)}\n".encode()


def _named(folder: Path, use: Use, what: str) -> tuple[str, str]:
    """Return name and version of what lies in ``folder``."""
    from mlsys.blueprints.load import load_blueprint
    from mlsys.sharing.index import read_index

    found: tuple[Diagnostic, ...]
    if use is Use.SOURCE:
        index = read_index(folder)
        if index.value is not None:
            return index.value.metadata.name, index.value.metadata.version
        found = index.diagnostics
    else:
        loaded = load_blueprint(folder)
        if loaded.value is not None:
            return loaded.value.manifest.name, loaded.value.manifest.version
        found = loaded.diagnostics
    raise MlsysError(f"{what} is faulty: {'; '.join(each.message for each in found)}")


@lru_cache(maxsize=64)
def _signer(folder: Path, use: Use, _stamp: Stamp, allowed: bytes) -> str | None:
    """Return who of the ``allowed`` has signed what lies in ``folder``, judged once while it stays so."""
    with tempfile.TemporaryDirectory(prefix="mlsys-") as scratch:
        signers, signature = Path(scratch, "signers"), Path(scratch, "signature")
        signers.write_bytes(allowed)
        signature.write_bytes((folder / SIGNATURE_NAME).read_bytes())
        common = ("-f", os.fspath(signers), "-s", os.fspath(signature))
        found = _keygen("find-principals", *common)
        statement = _statement(folder, use)
        for line in found.stdout.decode(errors="replace").splitlines() if found.returncode == 0 else ():
            who = line.split(",")[0].strip()
            if who and _keygen("verify", "-I", who, *common, stdin=statement).returncode == 0:
                return who
    return None


def _keygen(what: str, *arguments: str, stdin: bytes | None = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["ssh-keygen", "-Y", what, "-n", _NAMESPACE, *arguments],
            input=stdin, capture_output=True, timeout=_SECONDS if stdin is not None else None, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        raise MlsysError("ssh-keygen is not installed", help="signatures need OpenSSH 8.2 or newer") from None
    except subprocess.TimeoutExpired:
        raise MlsysError(f"ssh-keygen takes longer than {_SECONDS} s") from None


def _refused(blueprint: Declared, why: str) -> MlsysError:
    return MlsysError(
        f"{blueprint.what} {why}",
        help=f"ask its publisher; `mlsys blueprint remove {blueprint.name}` does without it",
    )


def _last(told: bytes) -> str:
    lines = told.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it says nothing"
