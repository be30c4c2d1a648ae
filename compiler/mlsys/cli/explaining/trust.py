"""``mlsys trust``: which code of blueprints of others may run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from mlsys.cli import console, exits
from mlsys.errors import MlsysError

if TYPE_CHECKING:
    from mlsys.trust.record import Trust

_PACKAGE: Final = "package:"


@dataclass(frozen=True, slots=True)
class Subject:
    """What can be trusted."""

    name: str
    version: str = ""
    parts: tuple[str, ...] = ()
    """What of it would run."""
    sha256: str = ""
    source: str = ""


@click.command("trust", short_help="Let code of others run, at one digest.")
@click.argument("name", required=False)
@click.option("--show", is_flag=True, help="Show what would run, and trust nothing.")
@click.option("--list", "listing", is_flag=True, help="List what is trusted.")
@click.option("--revoke", is_flag=True, help="Trust no contents of NAME any more.")
def command(name: str | None, show: bool, listing: bool, revoke: bool) -> int:
    """Let the code of NAME run: of a blueprint, a source, or an installed package (`package:NAME`).

    That are hooks and extensions of a template of cookiecutter, rules in Python, and metrics of packages.

    It is trusted at the digest of its contents, in your own configuration; what an update brings is not.
    In CI a variable says the same: `MLSYS_TRUST=NAME@sha256:DIGEST`.
    """
    from mlsys.trust.record import read_trust

    if sum((show, listing, revoke)) > 1:
        raise click.UsageError("`--show`, `--list` and `--revoke` exclude each other")
    if listing:
        rows = [(each.name, each.sha256, each.source) for each in read_trust()]
        console.out(console.table(rows, ("name", "digest", "from")) if rows else "nothing is trusted")
        return exits.CLEAN
    if name is None:
        raise click.UsageError("name a blueprint, source or package, or `--list` what is trusted")
    return _revoke(name) if revoke else _trust(name, show=show)


def _trust(name: str, *, show: bool) -> int:
    from mlsys.trust.record import Trust, read_trust, trust_file

    subject = _subject(name)
    name = subject.name
    if not subject.parts:
        console.out(f"{name} runs no code; there is nothing to trust")
        return exits.CLEAN
    known = read_trust()
    trusted = any((each.name, each.sha256) == (name, subject.sha256) for each in known)
    state = "may run" if trusted else "would run"
    console.out(f"{name} {subject.version} (sha256:{subject.sha256}) {state}:")
    for part in subject.parts:
        console.out(f"  {part}")
    if show:
        return exits.CLEAN
    if not trusted:
        _write((*known, Trust(name, subject.sha256, subject.source)))
    console.out(f"trusted, at these contents only, in {trust_file()}")
    return exits.CLEAN


def _revoke(name: str) -> int:
    from mlsys.trust.record import read_trust

    known = read_trust()
    kept = tuple(each for each in known if each.name != name)
    if kept == known:
        raise click.UsageError(f"`{name}` is not trusted; `mlsys trust --list` shows what is")
    _write(kept)
    console.out(f"{name} is not trusted any more")
    return exits.CLEAN


def _subject(name: str) -> Subject:
    """Return what ``name`` means: a package, a declared blueprint or source, or a folder with a blueprint."""
    from mlsys.blueprints.contents import MANIFEST_NAME
    from mlsys.cli.explaining.sources import one_of
    from mlsys.sharing.declarations import settings_file
    from mlsys.sharing.origins import Use, described
    from mlsys.sharing.supply import declared_blueprints, declared_sources, folder_of

    if name.startswith(_PACKAGE):
        return _of_package(name.removeprefix(_PACKAGE))
    file, settings = settings_file(Path.cwd())
    known = (*declared_blueprints(settings), *declared_sources(settings))
    if (Path(name) / MANIFEST_NAME).is_file() and all(each.name != name for each in known):
        return _of_blueprint(Path(name).resolve(), f"folder {name}")
    found = one_of(name, known)
    folder, source = folder_of(found, file.parent), described(found.origin)
    return _of_blueprint(folder, source) if found.use is Use.BLUEPRINT else _of_source(name, source)


def _of_package(name: str) -> Subject:
    from importlib.metadata import PackageNotFoundError, distribution

    from mlsys.trust.packages import GROUPS, digest_of_package, normalised

    try:
        found = distribution(name)
    except (PackageNotFoundError, ValueError):
        raise click.UsageError(f"no package `{name}` is installed beside mlsys") from None
    points = [point for point in found.entry_points if point.group in GROUPS]
    parts = tuple(f"{point.value}, for {point.group}" for point in points)
    return Subject(normalised(found.name), found.version, parts, digest_of_package(found), f"package {name}")


def _of_blueprint(folder: Path, source: str) -> Subject:
    from mlsys.diagnostics.text import render_diagnostic
    from mlsys.sharing.supply import digest_in, load_trusted

    loaded = load_trusted(folder)
    if loaded.value is None:
        for diagnostic in loaded.diagnostics:
            console.out(render_diagnostic(diagnostic))
        raise MlsysError(f"the manifest of the blueprint in {folder} is faulty")
    blueprint = loaded.value
    places = [(part, folder / part) for part in (*blueprint.code, *blueprint.rules)]
    parts = tuple(str(place) if place.is_file() else part for part, place in places)
    return Subject(blueprint.name, blueprint.manifest.version, parts, digest_in(folder), source)


def _of_source(name: str, source: str) -> Subject:
    from mlsys.cli.explaining.source import collections

    plugin = collections().plugin(name)
    if plugin is None:
        return Subject(name)
    parts = tuple(f"{plugin.folder}/{module}.py" for module in sorted(plugin.modules))
    return Subject(name, plugin.version, parts, plugin.sha256, source)


def _write(trusted: tuple[Trust, ...]) -> None:
    from mlsys.cli.files import replace_text
    from mlsys.trust.record import as_toml, trust_file

    file = trust_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_text(file, as_toml(trusted))
