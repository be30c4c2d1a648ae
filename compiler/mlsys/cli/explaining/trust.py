"""``mlsys trust``: which code of blueprints of others may run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlsys.cli import console, exits
from mlsys.errors import MlsysError

if TYPE_CHECKING:
    from mlsys.blueprints.model import Blueprint
    from mlsys.sharing.trust import Trust


@click.command("trust", short_help="Let code of a blueprint of others run, at one digest.")
@click.argument("name", required=False)
@click.option("--show", is_flag=True, help="Show what would run, and trust nothing.")
@click.option("--list", "listing", is_flag=True, help="List what is trusted.")
@click.option("--revoke", is_flag=True, help="Trust no contents of NAME any more.")
def command(name: str | None, show: bool, listing: bool, revoke: bool) -> int:
    """Let the code of blueprint NAME run: the hooks and extensions of a template of cookiecutter.

    It is trusted at the digest of its contents, in your own configuration; what an update brings is not.
    In CI a variable says the same: `MLSYS_TRUST=NAME@sha256:DIGEST`.
    """
    from mlsys.sharing.trust import read_trust

    if sum((show, listing, revoke)) > 1:
        raise click.UsageError("`--show`, `--list` and `--revoke` exclude each other")
    if listing:
        rows = [(each.name, each.sha256, each.source) for each in read_trust()]
        console.out(console.table(rows, ("blueprint", "digest", "from")) if rows else "nothing is trusted")
        return exits.CLEAN
    if name is None:
        raise click.UsageError("name a blueprint, or `--list` what is trusted")
    return _revoke(name) if revoke else _trust(name, show=show)


def _trust(name: str, *, show: bool) -> int:
    from mlsys.sharing.trust import read_trust, trust_file

    blueprint, trust = _declared(name)
    name = trust.name
    if not blueprint.code:
        console.out(f"{name} runs no code; there is nothing to trust")
        return exits.CLEAN
    known = read_trust()
    trusted = any((each.name, each.sha256) == (name, trust.sha256) for each in known)
    state = "may run" if trusted else "would run"
    console.out(f"{name} {blueprint.manifest.version} (sha256:{trust.sha256}) {state}:")
    for part in blueprint.code:
        place = blueprint.folder / part
        console.out(f"  {place if place.is_file() else part}")
    if show:
        return exits.CLEAN
    if not trusted:
        _write((*known, trust))
    console.out(f"trusted, at these contents only, in {trust_file()}")
    return exits.CLEAN


def _revoke(name: str) -> int:
    from mlsys.sharing.trust import read_trust

    known = read_trust()
    kept = tuple(each for each in known if each.name != name)
    if kept == known:
        raise click.UsageError(f"`{name}` is not trusted; `mlsys trust --list` shows what is")
    _write(kept)
    console.out(f"{name} is not trusted any more")
    return exits.CLEAN


def _declared(name: str) -> tuple[Blueprint, Trust]:
    """Return the blueprint ``name``, declared or in a folder, and the trust in what it holds now."""
    from mlsys.blueprints.contents import MANIFEST_NAME
    from mlsys.cli.explaining.sources import one_of
    from mlsys.diagnostics.text import render_diagnostic
    from mlsys.sharing.declarations import settings_file
    from mlsys.sharing.origins import described
    from mlsys.sharing.supply import declared_blueprints, digest_in, folder_of, load_trusted
    from mlsys.sharing.trust import Trust

    file, settings = settings_file(Path.cwd())
    known = declared_blueprints(settings)
    if (Path(name) / MANIFEST_NAME).is_file() and all(each.name != name for each in known):
        folder, source = Path(name).resolve(), f"folder {name}"
    else:
        found = one_of(name, known)
        folder, source = folder_of(found, file.parent), described(found.origin)
    loaded = load_trusted(folder)
    if loaded.value is None:
        for diagnostic in loaded.diagnostics:
            console.out(render_diagnostic(diagnostic))
        raise MlsysError(f"the manifest of `{name}` is faulty")
    return loaded.value, Trust(loaded.value.name, digest_in(folder), source)


def _write(trusted: tuple[Trust, ...]) -> None:
    from mlsys.cli.files import replace_text
    from mlsys.sharing.trust import as_toml, trust_file

    file = trust_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_text(file, as_toml(trusted))
