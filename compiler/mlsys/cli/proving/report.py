"""The report of the saboteurs, ``reports/proof.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from mlsys.errors import MlsysError


@dataclass(frozen=True, slots=True)
class Proof:
    """One saboteur against one enforcement."""

    saboteur: str
    enforcement: str
    claim: str
    tripped: bool
    evidence: str


def read_report(path: Path) -> tuple[Proof, ...]:
    """Return the proofs in the report at ``path``.

    Raises:
        MlsysError: if there is no report, or it is none.
    """
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        proofs = tuple(
            Proof(
                str(entry["saboteur"]),
                str(entry["enforcement"]),
                str(entry["claim"]),
                entry["tripped"] is True,
                str(entry.get("evidence", "")),
            )
            for entry in entries
        )
    except FileNotFoundError:
        raise MlsysError(f"{path} does not exist", help="run `mlsys prove` without --no-run") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise MlsysError(f"{path} is no report of proofs: {error}", help="run `mlsys prove` again") from None
    if not proofs:
        raise MlsysError(f"{path} lists no proof", help="the project has no saboteurs; see `mlsys trace`")
    return proofs
