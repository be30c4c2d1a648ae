"""``mlsys blueprint|source add|remove|lock|update|vendor``: what a repository uses of others.

The commands on pins treat blueprints and sources alike, so that one of them serves after a clone.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlsys.cli import console, exits
from mlsys.diagnostics.suggest import closest

if TYPE_CHECKING:
    from mlsys.diagnostics import Result
    from mlsys.sharing.changes import Change
    from mlsys.sharing.origins import Declared, Origin, Use


@click.command("add")
@click.argument("source")
@click.option("--ref", default="", help="Branch, tag or commit of a git repository.")
@click.option("--version", default="", help="Range of versions, as `^1.2`: the newest tag in it is taken.")
@click.option("--path", default="", help="Folder of the blueprint within the source.")
def add(source: str, ref: str, version: str, path: str) -> int:
    """Use the blueprint at SOURCE, pinned by the digest of its contents.

    SOURCE is a folder, a URL of git, a zip file, an abbreviation such as `gh:acme/blueprints`,
    `package:NAME`, or what a source offers: `acme://blueprints/acme-serving`.
    The settings of the repository (`mlsys.toml`) say what is used; commit them.
    """
    from mlsys.sharing.origins import Use

    added = add_from(source, ref, version, path, Use.BLUEPRINT)
    if added == exits.CLEAN:
        console.out("Next: `mlsys plan` shows what it changes")
    return added


def add_from(source: str, ref: str, version: str, path: str, use: Use) -> int:
    """Declare and pin what ``source`` holds, and what that requires; return the exit code."""
    from mlsys.sharing import changes

    file, known = _known()
    origin = _offered(source) or changes.origin_of(source, file.parent, ref=ref, version=version, path=path)
    waiting, made = [origin], []
    while waiting:
        change = _told(changes.add(waiting.pop(), file.parent, known, use), file)
        if change is None:
            return exits.FINDINGS
        made.append(change)
        known = (*known, change.after)
        waiting += _required(change, known)
    _write(file, known)
    for change in made:
        console.out(f"added {_pin(change)}")
    return exits.CLEAN


def _offered(source: str) -> Origin | None:
    """Return where a blueprint is that a declared source offers; ``None`` for a source of another form."""
    from mlsys.sharing.collections import collections_for
    from mlsys.sharing.declarations import settings_file

    offering = collections_for(settings_file(Path.cwd())[1])
    return offering.blueprint(source) if source.partition("://")[0] in offering.names else None


def _required(change: Change, known: tuple[Declared, ...]) -> list[Origin]:
    """Return where the blueprints are that an added one requires, and that nobody has declared yet.

    Raises:
        MlsysError: if nothing tells where one of them is.
    """
    from mlsys.blueprints.catalogue import builtin_catalogue
    from mlsys.errors import MlsysError
    from mlsys.sharing.changes import beside
    from mlsys.sharing.collections import collections_for
    from mlsys.sharing.declarations import settings_file

    offering = collections_for(settings_file(Path.cwd())[1])
    declared = {each.name for each in known} | set(builtin_catalogue().blueprints)
    found: list[Origin] = []
    for name, wanted in change.requires:
        if name in declared:
            continue
        sources = [s for s in offering.names if name in offering.collection(s).index.blueprints]
        if sources:
            found.append(offering.blueprint(f"{sources[0]}://blueprints/{name}@{wanted}"))
        elif near := beside(change.after.origin, name, wanted):
            found.append(near)
        else:
            message = f"`{change.after.name}` requires `{name}` {wanted}, and nothing tells where that is"
            raise MlsysError(message, help=f"add `{name}` first")
    return found


@click.command("remove")
@click.argument("name")
def remove(name: str) -> int:
    """Use the blueprint or source NAME no longer."""
    file, known = _known()
    one_of(name, known)
    _write(file, tuple(each for each in known if each.name != name))
    console.out(f"removed {name}; `mlsys plan` shows what that changes")
    return exits.CLEAN


_OFFLINE = click.option("--offline", is_flag=True, help="Fetch nothing; fail if something is not here.")


@click.command("lock")
@_OFFLINE
def lock(offline: bool) -> int:
    """Pin what is not pinned, and fetch what is; no pin is raised.

    Afterwards compiling needs no network; `--offline` looks whether that is so.
    """
    from mlsys.sharing import changes

    file, known = _known()
    made = [_told(changes.lock(each, file.parent, offline=offline), file) for each in known]
    return _finish(file, known, made, "nothing was pinned anew: all contents are as pinned, and here")


@click.command("update")
@click.argument("names", nargs=-1)
@click.option("--ref", default="", help="Another branch, tag or commit, for one of them.")
@click.option(
    "--accept-moved", is_flag=True, help="Take a tag or a file that changed, as its publisher confirms."
)
def update(names: tuple[str, ...], ref: str, accept_moved: bool) -> int:
    """Raise the pins of NAMES, or of all, to what their sources hold now."""
    from mlsys.sharing import changes

    file, known = _known()
    wanted = [one_of(name, known).name for name in names] or [each.name for each in known]
    if ref and len(wanted) != 1:
        raise click.UsageError("`--ref` is about one of them; name it")
    made = [
        _told(changes.update(each, file.parent, ref=ref, accept_moved=accept_moved), file)
        for each in known
        if each.name in wanted
    ]
    return _finish(file, known, made, "everything is up to date")


@click.command("vendor")
@click.argument("names", nargs=-1)
@_OFFLINE
def vendor(names: tuple[str, ...], offline: bool) -> int:
    """Copy the contents of NAMES, or of all, into the repository, so that a clone needs no network."""
    from mlsys.sharing.origins import Folder
    from mlsys.sharing.supply import vendor as copy

    file, known = _known()
    wanted = [one_of(name, known) for name in names] or [e for e in known if not isinstance(e.origin, Folder)]
    for each in wanted:
        console.out(f"{each.name} is in {copy(each, file.parent, offline=offline)}; commit it")
    if not wanted:
        console.out("nothing comes from outside of the repository")
    return exits.CLEAN


PINS = (remove, lock, update, vendor)
COMMANDS = (add, *PINS)


def _known() -> tuple[Path, tuple[Declared, ...]]:
    from mlsys.sharing.declarations import settings_file
    from mlsys.sharing.supply import declared_blueprints, declared_sources

    file, settings = settings_file(Path.cwd())
    return file, (*declared_blueprints(settings), *declared_sources(settings))


def one_of(name: str, known: Iterable[Declared]) -> Declared:
    """Return the one of ``known`` with this name; there being none is wrong usage."""
    by_name = {each.name: each for each in known}
    if name not in by_name:
        near = closest(name, by_name)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(sorted(by_name)) or 'none'}"
        raise click.UsageError(f"no blueprint or source `{name}` is declared; {hint}")
    return by_name[name]


def _told(result: Result[Change], file: Path) -> Change | None:
    """Return what was found, with who has signed it, unless the manifest is faulty; then say how.

    Args:
        result: of a command on pins.
        file: the settings.
    """
    from mlsys.diagnostics.text import render_diagnostic
    from mlsys.sharing.changes import attested
    from mlsys.sharing.declarations import settings_file

    for diagnostic in result.diagnostics:
        console.out(render_diagnostic(diagnostic))
    if result.value is None or any(d.severity.fails for d in result.diagnostics):
        return None
    return attested(result.value, file.parent, settings_file(file.parent)[1])


def _finish(file: Path, known: tuple[Declared, ...], made: list[Change | None], nothing: str) -> int:
    found = [change for change in made if change is not None and change.is_any]
    pinned = {change.after.name: change.after for change in found}
    if found:
        _write(file, tuple(pinned.get(each.name, each) for each in known))
    for change in found:
        console.out(f"pinned {_pin(change)}")
        if change.news:
            console.out(change.news)
    if not found and None not in made:
        console.out(nothing)
    return exits.FINDINGS if None in made else exits.CLEAN


def _pin(change: Change) -> str:
    from mlsys.sharing.origins import described

    digest = (
        f", contents {change.after.sha256[:12]}" if change.after.sha256 else ", as it is at each compilation"
    )
    signed = f", signed by {change.after.signed_by}" if change.after.signed_by else ""
    return f"{change.after.name} {change.version} from {described(change.after.origin)}{digest}{signed}"


def outdated(output: str) -> int:
    """Tell what the sources of blueprints and collections hold that is newer; return the exit code."""
    from mlsys.sharing.standing import standing

    file, known = _known()
    found = [standing(each, file.parent) for each in known]
    late = [each for each in found if each.outdated]
    if output == "json":
        keys = ("pinned", "reachable", "newest", "news", "trouble")
        told = [{"name": s.declared.name, **{key: getattr(s, key) for key in keys}} for s in found]
        console.out_json(told)
    elif not late:
        console.out("everything is up to date")
    else:
        rows = [(s.declared.name, s.pinned, s.reachable, s.newest) for s in late if not s.trouble]
        if rows:
            console.out(console.table(rows, ("blueprint", "pinned", "in range", "newest")))
        for each in late:
            console.out(each.trouble or each.news) if each.trouble or each.news else None
        if rows:
            console.out("Next: `mlsys blueprint update` takes what is in range")
    if any(each.trouble for each in found):
        return exits.FAULT
    return exits.PENDING if late else exits.CLEAN


def _write(file: Path, declared: tuple[Declared, ...]) -> None:
    from mlsys.cli.files import replace_text
    from mlsys.settings import FILES
    from mlsys.sharing.declarations import text_with

    text = text_with(file, declared)
    if file.name == FILES[0] and not text.strip():
        file.unlink(missing_ok=True)
    else:
        replace_text(file, text)
