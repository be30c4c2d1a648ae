"""Reading a blueprint from its folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import cast

from mlsys.blueprints import glob
from mlsys.blueprints.contents import MANIFEST_NAME, Contents
from mlsys.blueprints.cookiecutter import Cookiecutter, hooks_in, variables_in
from mlsys.blueprints.model import Blueprint, Delimiters, Manifest, TemplateFile
from mlsys.blueprints.parse import ManifestError, Plain, parse_manifest
from mlsys.blueprints.versions import is_range
from mlsys.diagnostics import Diagnostic, Result, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.diagnostics.suggest import closest
from mlsys.errors import MlsysError
from mlsys.route import Route
from mlsys.syntax.nodes import Node, to_plain


def load_blueprint(folder: Path) -> Result[Blueprint]:
    """Return the blueprint in ``folder``, which holds a ``blueprint.yaml``, with all that is wrong with it.

    Raises:
        MlsysError: if the folder or a file of it cannot be read.
    """
    from mlsys.spec.upgrade.tree import read_current
    from mlsys.syntax.load import load
    from mlsys.syntax.locate import locate

    document = read_current(load(folder / MANIFEST_NAME))
    if document.value is None:
        return Result(None, document.diagnostics)
    tree = document.value
    found = _check(tree)
    if found:
        return Result(None, locate(tree, found))
    try:
        manifest = parse_manifest(cast(Plain, to_plain(tree)))
    except ManifestError as error:
        return Result(None, locate(tree, (_wrong(error.message, error.route),)))
    blueprint = assemble(manifest, folder)
    wrong = locate(tree, tuple(_inspect(blueprint)))
    template = manifest.cookiecutter
    # A template that does not go with its manifest cannot be rendered to see what else is wrong.
    unfit = template is not None and any(_inspect_template(blueprint, template))
    return Result(None if unfit else blueprint, wrong)


def load_builtin(folder: Path) -> Blueprint:
    """Return the blueprint in ``folder``, which ships with the compiler.

    The test suite holds such manifests to their schema and files, and to mean the same by YAML 1.1 and 1.2,
    so they are not checked again at every start.

    Raises:
        MlsysError: if the installation is damaged.
    """
    import yaml

    from mlsys.syntax.load import load

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        plain = yaml.load(load(folder / MANIFEST_NAME).text, loader)
        return assemble(parse_manifest(cast(Plain, plain)), folder, builtin=True)
    except (ManifestError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        message = f"the installed blueprints are damaged: {folder / MANIFEST_NAME}: {error}"
        raise MlsysError(message, help="install mlsys again") from error


def assemble(manifest: Manifest, folder: Path, *, builtin: bool = False) -> Blueprint:
    """Return the blueprint of ``manifest`` with the files of ``folder``.

    Raises:
        MlsysError: if the folder cannot be read or holds a symbolic link.
    """
    contents = Contents(folder, whole=manifest.cookiecutter is not None)
    templates = {}
    for path, executable in contents.executable.items() if manifest.cookiecutter is None else ():
        top, _, stored = path.partition("/")
        if top == "template":
            template = TemplateFile(manifest.name, glob.canonical(stored), path, contents, executable)
            templates[template.target] = template
    return Blueprint(manifest, folder, MappingProxyType(templates), contents, builtin)


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
    if not is_range(manifest.mlsys):
        message = f"`{manifest.mlsys}` is no range of versions such as `>=0.1,<1`"
        yield _wrong(message, ("requires", "mlsys"))
    if manifest.introduces is not None:
        from mlsys.blueprints.introduced import mistakes

        for message, route in mistakes(manifest.introduces):
            yield _wrong(message, route)
    for name, wanted in manifest.blueprints.items():
        if not is_range(wanted):
            message = f"`{wanted}` is no range of versions such as `>=0.1,<1`"
            yield _wrong(message, ("requires", "blueprints", name))
    if manifest.cookiecutter is not None:
        yield from _inspect_template(blueprint, manifest.cookiecutter)
    elif manifest.extends is None:
        yield from inspect_files(blueprint)


def _inspect_template(blueprint: Blueprint, template: Cookiecutter) -> Iterator[Diagnostic]:
    """Yield what is wrong between the manifest and the template of cookiecutter beside it."""
    try:
        variables = variables_in(template, blueprint.files)
    except ValueError as error:
        yield _wrong(str(error), ("cookiecutter", "directory") if template.directory else ("engine",))
        return
    for name in template.context:
        if name not in variables:
            near = closest(name, variables)
            hint = f"; did you mean `{near}`?" if near else ""
            yield _wrong(f"the template has no variable `{name}`{hint}", ("cookiecutter", "context", name))
    nested = {"template", "templates"} & set(variables)
    if nested:
        message = "the template offers several others; name the folder of one: `cookiecutter: {directory: …}`"
        yield _wrong(message, ("engine",))
    hooks = hooks_in(template, blueprint.files)
    if hooks and template.hooks is None:
        yield _wrong(
            f"the template has {', '.join(f'`{hook}`' for hook in hooks)}: "
            "say `cookiecutter: {hooks: true}`, which needs trust, "
            "or `hooks: false`, and `exclude` what they would delete",
            ("engine",),
        )
    for index, rule in enumerate(blueprint.manifest.files):
        if rule.each is not None or rule.delimiters is not Delimiters.BRACES:
            what = "each" if rule.each is not None else "delimiters"
            yield _wrong(f"`{what}` says nothing about files that cookiecutter makes", ("files", index, what))


def inspect_files(blueprint: Blueprint) -> Iterator[Diagnostic]:
    """Yield what is wrong between the files and the rules on them, its ancestors' among both."""
    for index, rule in enumerate(blueprint.manifest.files):
        if not any(glob.matches(rule.path, path) for path in blueprint.templates):
            yield _wrong(f"no file matches `{rule.path}`", ("files", index, "path"))
    yield from _moves(blueprint)
    for path, template in blueprint.templates.items():
        if not any(glob.matches(rule.path, path) for rule in blueprint.manifest.files):
            yield _wrong(f"`template/{template.stored}` matches no rule, so it has no owner", ("files",))
        name = template.stored.rpartition("/")[2]
        if name.startswith(".") and not template.rendered:
            yield _wrong(
                f"`template/{template.stored}` would act on the blueprint itself; store it as `{name}.jinja`",
                ("files",),
            )


def _moves(blueprint: Blueprint) -> Iterator[Diagnostic]:
    """Yield what is wrong with the paths that files had before."""
    for old, new in blueprint.manifest.moved.items():
        if old.endswith("/**") != new.endswith("/**"):
            message = f"`{old}` and `{new}` must both be files, or both folders: `a/**: b/**`"
            yield _wrong(message, ("moved", old))
        elif not any(glob.matches(new, path) for path in blueprint.templates):
            yield _wrong(f"no file matches `{new}`", ("moved", old))


def _wrong(message: str, route: Route) -> Diagnostic:
    return Diagnostic(codes.MANIFEST, Severity.ERROR, message, route)
