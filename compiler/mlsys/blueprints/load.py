"""Reading a blueprint from its folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, cast

from mlsys.blueprints import glob
from mlsys.blueprints.model import Blueprint, Manifest, TemplateFile
from mlsys.blueprints.parse import ManifestError, Plain, parse_manifest
from mlsys.diagnostics import Diagnostic, Result, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.errors import MlsysError
from mlsys.route import Route
from mlsys.syntax.nodes import Node, to_plain

MANIFEST_NAME: Final = "blueprint.yaml"
_JUNK: Final = frozenset({"__pycache__", ".DS_Store", ".mypy_cache", ".ruff_cache", ".pytest_cache"})


def load_blueprint(folder: Path, *, builtin: bool = False) -> Result[Blueprint]:
    """Return the blueprint in ``folder`` with everything that is wrong with it.

    Args:
        folder: the folder that holds ``blueprint.yaml``.
        builtin: whether it ships with the compiler. The test suite holds such manifests to their
            schema and files, so they are not checked again at every start.

    Raises:
        MlsysError: if the folder or a file of it cannot be read.
    """
    from mlsys.syntax.load import load
    from mlsys.syntax.locate import locate
    from mlsys.syntax.reader import read

    document = read(load(folder / MANIFEST_NAME))
    if document.value is None:
        return Result(None, document.diagnostics)
    tree = document.value
    found = () if builtin else _check(tree)
    if found:
        return Result(None, locate(tree, found))
    try:
        manifest = parse_manifest(cast(Plain, to_plain(tree)))
    except ManifestError as error:
        return Result(None, locate(tree, (_wrong(error.message, error.route),)))
    blueprint = assemble(manifest, folder, builtin=builtin)
    return Result(blueprint, () if builtin else locate(tree, tuple(_inspect(blueprint))))


def assemble(manifest: Manifest, folder: Path, *, builtin: bool = False) -> Blueprint:
    """Return the blueprint of ``manifest`` with the files of ``folder``.

    Raises:
        MlsysError: if a file cannot be read or is a symbolic link.
    """
    files = dict(_read(folder))
    templates = {}
    for path, (content, executable) in files.items():
        top, _, stored = path.partition("/")
        if top == "template":
            template = TemplateFile(manifest.name, glob.canonical(stored), content, executable)
            templates[template.target] = template
    partials = {path: content for path, (content, _) in files.items() if not path.startswith("template/")}
    return Blueprint(
        manifest=manifest,
        folder=folder,
        templates=MappingProxyType(templates),
        partials=MappingProxyType(partials),
        digest=_digest(files),
        builtin=builtin,
    )


def _check(tree: Node) -> tuple[Diagnostic, ...]:
    import json

    from mlsys.resources import schemas_dir
    from mlsys.schema.check import check

    schema = json.loads((schemas_dir() / "blueprint.schema.json").read_text("utf-8"))
    return check(tree, schema)


def _inspect(blueprint: Blueprint) -> Iterator[Diagnostic]:
    """Yield what is wrong between the manifest and the files that it speaks of."""
    manifest = blueprint.manifest
    if manifest.name != blueprint.folder.name:
        yield _wrong(
            f"the folder is called `{blueprint.folder.name}`, the blueprint `{manifest.name}`",
            ("metadata", "name"),
        )
    for index, rule in enumerate(manifest.files):
        if not any(glob.matches(rule.path, path) for path in blueprint.templates):
            yield _wrong(f"no file matches `{rule.path}`", ("files", index, "path"))
    for path, template in blueprint.templates.items():
        if not any(glob.matches(rule.path, path) for rule in manifest.files):
            yield _wrong(f"`template/{template.stored}` matches no rule, so it has no owner", ("files",))
        name = template.stored.rpartition("/")[2]
        if name.startswith(".") and not template.rendered:
            yield _wrong(
                f"`template/{template.stored}` would act on the blueprint itself; store it as `{name}.jinja`",
                ("files",),
            )


def _wrong(message: str, route: Route) -> Diagnostic:
    return Diagnostic(codes.MANIFEST, Severity.ERROR, message, route)


def _read(folder: Path) -> Iterator[tuple[str, tuple[bytes, bool]]]:
    """Yield what can influence the generated files: the manifest, ``template/`` and ``macros/``."""
    try:
        yield MANIFEST_NAME, ((folder / MANIFEST_NAME).read_bytes(), False)
        for top in ("macros", "template"):
            yield from _walk(folder / top, top)
    except OSError as error:
        raise MlsysError(f"cannot read the blueprint in `{folder}`: {error.strerror or error}") from error


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, tuple[bytes, bool]]]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as scan:
        entries: Iterable[os.DirEntry[str]] = sorted(scan, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name in _JUNK or entry.name.endswith(".pyc"):
            continue
        path = f"{prefix}/{entry.name}"
        if entry.is_symlink():
            raise MlsysError(
                f"`{entry.path}` is a symbolic link",
                help="replace it by a file; blueprints contain files only",
            )
        if entry.is_dir():
            yield from _walk(Path(entry.path), path)
        else:
            with open(entry.path, "rb") as file:
                content = file.read()
                executable = bool(os.fstat(file.fileno()).st_mode & 0o100)
            yield path, (content, executable)


def _digest(files: Mapping[str, tuple[bytes, bool]]) -> str:
    digest = hashlib.sha256()
    for path, (content, executable) in sorted(files.items()):
        digest.update(f"{path}\0{int(executable)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
