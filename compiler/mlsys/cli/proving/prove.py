"""``mlsys prove``: let the saboteurs of a generated project do their worst."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.options import PATH
from mlsys.errors import MlsysError

_STANDARD_ERROR = 2
_REPORT = Path("reports/proof.json")


@dataclass(frozen=True, slots=True)
class Proof:
    """One saboteur against one enforcement."""

    saboteur: str
    enforcement: str
    claim: str
    tripped: bool
    evidence: str


@click.command("prove", short_help="Run the saboteurs of a generated project.")
@click.argument("folder", metavar="[DIR]", default=".", type=PATH)
@click.option("--no-run", is_flag=True, help="Show the report of the last run.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(folder: Path, no_run: bool, output: str) -> int:
    """Run the saboteurs of the project in DIR and print which enforcement each one tripped.

    Runs `make prove` there. An enforcement that stays green while its saboteur is at work enforces
    nothing: the command ends with 1.
    """
    if not no_run:
        _run(folder)
    proofs = read_report(folder / _REPORT)
    if output == "json":
        console.out_json([asdict(proof) for proof in proofs])
    else:
        _print(proofs)
    return exits.CLEAN if all(proof.tripped for proof in proofs) else exits.FINDINGS


def _run(folder: Path) -> None:
    if not (folder / "Makefile").is_file():
        raise MlsysError(
            f"{folder} holds no generated project", help="give the folder that `mlsys compile` wrote"
        )
    report = folder / _REPORT
    before = _changed(report)
    console.progress("Running", f"make prove in {folder}")
    try:
        code = subprocess.run(
            ["make", "--no-print-directory", "prove"], cwd=folder, stdout=_STANDARD_ERROR, check=False
        ).returncode
    except FileNotFoundError:
        raise MlsysError("`make` is not installed", help="install make, or run the drills by hand") from None
    if code and _changed(report) == before:
        raise MlsysError(
            f"`make prove` in {folder} failed before it wrote {_REPORT}",
            help="see its output above; `make setup train evaluate` may be missing",
        )


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


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


def _print(proofs: tuple[Proof, ...]) -> None:
    verdict = {True: console.style("tripped", "green"), False: console.style("NOT TRIPPED", "bold", "red")}
    rows = [(p.saboteur, p.enforcement, p.claim, p.evidence.partition("\n")[0]) for p in proofs]
    lines = console.table(rows, ("saboteur", "enforcement", "claim", "evidence")).split("\n")
    width = len("NOT TRIPPED") if not all(p.tripped for p in proofs) else len("tripped")
    console.out(f"{'':{width}}  {lines[0]}")
    for proof, line in zip(proofs, lines[1:], strict=True):
        pad = " " * (width - len("tripped" if proof.tripped else "NOT TRIPPED"))
        console.out(f"{verdict[proof.tripped]}{pad}  {line}")
    failed = sum(not proof.tripped for proof in proofs)
    console.out()
    console.out(f"{len(proofs) - failed} of {len(proofs)} saboteurs tripped what they must trip.")
