"""``mlsys prove``: let the saboteurs of a generated project do their worst."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from mlsys.cli import console, exits
from mlsys.cli.compiling.plans import prepare
from mlsys.cli.options import PATH
from mlsys.cli.proving.proof_html import page
from mlsys.cli.proving.proof_text import held_text, proofs_text
from mlsys.cli.proving.reach import Held, reached
from mlsys.cli.proving.report import Proof, read_report
from mlsys.errors import MlsysError
from mlsys.planning.paths import LOCK_NAME
from mlsys.project.identity import document_of

_STANDARD_ERROR = 2
_REPORT = Path("reports/proof.json")


@click.command("prove", short_help="Run the saboteurs of a generated project.")
@click.argument("folder", metavar="[DIR]", default=".", type=PATH)
@click.option("--no-run", is_flag=True, help="Show the report of the last run.")
@click.option(
    "--format", "output", type=click.Choice(["text", "json", "html"]), default="text", show_default=True
)
def command(folder: Path, no_run: bool, output: str) -> int:
    """Run the saboteurs of the project in DIR and print which enforcement each one tripped.

    Runs `make prove` there, and compares what enforces a claim with what was generated. The command ends
    with 1 for an enforcement that stays green while its saboteur is at work, whose saboteur is gone, or of
    which a part was removed: a file, a test, an alert, a step, a setting. It names those that no saboteur
    reaches.
    """
    if not no_run:
        _run(folder)
    proofs = read_report(folder / _REPORT)
    held = _held(folder, proofs) if (folder / LOCK_NAME).is_file() else ()
    if output == "json":
        console.out_json(_data(proofs, held))
    elif output == "html":
        console.out(page(folder.resolve().name, proofs, held))
    else:
        lines = [*proofs_text(proofs), *(held_text(held) if held else ())]
        console.out("\n".join(lines))
    failed = any(not proof.tripped for proof in proofs) or any(each.reach.fails for each in held)
    return exits.FINDINGS if failed else exits.CLEAN


def _held(folder: Path, proofs: Sequence[Proof]) -> tuple[Held, ...]:
    """Return how the enforcements of a project stand that was compiled by this compiler."""
    from mlsys import pipeline

    document, environment = document_of(folder)
    plan = prepare(document, environment, folder=folder, strict=False).plan
    tripped = {proof.saboteur: proof.tripped for proof in proofs}
    return reached(plan, pipeline.generate(plan), folder, tripped)


def _data(proofs: Sequence[Proof], held: Sequence[Held]) -> dict[str, Any]:
    return {
        "saboteurs": [asdict(proof) for proof in proofs],
        "enforcements": [
            {**asdict(each), "kind": each.kind.value, "reach": each.reach.value} for each in held
        ],
    }


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
