"""``mlsys blueprint new|test|sign``: writing blueprints for others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlsys.cli import console, exits
from mlsys.ir.wording import plural

if TYPE_CHECKING:
    from mlsys.sharing.origins import Use


@click.command("new")
@click.argument("name")
@click.option(
    "--in", "parent", type=click.Path(path_type=Path), default=Path(), help="Folder in which it begins."
)
def new(name: str, parent: Path) -> int:
    """Begin the blueprint NAME: a manifest, a template, a case and its snapshot."""
    from mlsys.blueprints.catalogue import builtin_catalogue
    from mlsys.sharing.origins import is_name
    from mlsys.testing.skeleton import start

    if not is_name(name):
        raise click.UsageError(f"`{name}` is no name in kebab case, as `acme-serving`")
    if name in builtin_catalogue().blueprints:
        raise click.UsageError(f"the compiler has a blueprint `{name}`; begin with your organisation")
    folder = parent / name
    for file in start(folder):
        console.out(file.as_posix())
    console.out(f"Next: `mlsys blueprint test {folder.as_posix()}`; then `mlsys blueprint add` in a project")
    return exits.CLEAN


@click.command("test")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--update", is_flag=True, help="Write the snapshots anew; read the difference.")
@click.option(
    "--run",
    "targets",
    metavar="TARGET",
    multiple=True,
    help="Then run `make TARGET` in the project of each case; may be repeated.",
)
def test(paths: tuple[Path, ...], update: bool, targets: tuple[str, ...]) -> int:
    """Test the blueprints in PATHS, by default that of the working folder, or all in `blueprints/`.

    The cases in `tests/cases/` are rendered and compared with their snapshots; manifest, claims, names in
    templates, unused files, escaping and determinism are checked. `--run setup --run check --run test`
    installs each project and runs its own tests.
    """
    from mlsys.testing import cases_of, check_blueprint, run_cases, update_snapshots

    failed = False
    for folder in paths or _found():
        if update:
            for file in update_snapshots(folder):
                console.out(f"wrote {file}")
        problems = check_blueprint(folder)
        if targets and not problems:
            problems = run_cases(folder, targets)
        failed = failed or bool(problems)
        for problem in problems:
            console.out(str(problem))
        name = folder.resolve().name
        told = (
            plural(len(problems), "problem")
            if problems
            else f"passed, {plural(len(cases_of(folder)), 'case')}"
        )
        console.out(f"{name}: {told}")
    return exits.FINDINGS if failed else exits.CLEAN


def _found() -> list[Path]:
    """Return the blueprint in the working folder, or those below it."""
    if Path("blueprint.yaml").is_file():
        return [Path()]
    found = sorted(path.parent for path in Path("blueprints").glob("*/blueprint.yaml"))
    if not found:
        raise click.UsageError(
            "there is no blueprint here; name its folder, or begin one: `mlsys blueprint new`"
        )
    return found


@click.command("sign")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--key", type=click.Path(path_type=Path), required=True, help="Private key, or a public one of the agent."
)
def sign(folder: Path, key: Path) -> int:
    """Sign the contents of the blueprint in FOLDER with a key of OpenSSH, into its `SIGNATURE.ssh`.

    Sign last: each edit afterwards makes the signature wrong.
    """
    from mlsys.sharing.origins import Use

    write_signature(folder, key, Use.BLUEPRINT)
    return exits.CLEAN


def write_signature(folder: Path, key: Path, use: Use) -> None:
    """Sign what lies in ``folder``, and say so."""
    from mlsys.cli.files import replace_text
    from mlsys.sharing.signatures import sign as signature_of
    from mlsys.sharing.supply import SIGNATURE_NAME

    replace_text(folder / SIGNATURE_NAME, signature_of(folder, key, use))
    console.out(f"signed in {folder / SIGNATURE_NAME}; commit it, then tag")


COMMANDS = (new, test, sign)
