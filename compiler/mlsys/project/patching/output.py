"""Output patches: edits of generated files that are applied again at each compilation.

A patch is a unified diff in ``patches/`` of the project. It changes what is generated, before that is
compared with the disk, so a patched file is not edited: it follows the specification, with the patch on top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from mlsys.blueprints.model import Owner
from mlsys.diagnostics import Diagnostic
from mlsys.project.merge.three_way import in_style_of
from mlsys.project.patching.unified import FilePatch, apply, parse
from mlsys.project.reconcile import findings
from mlsys.project.transaction.disk import Kind, Project
from mlsys.render.tree import RenderedFile, RenderedTree, canonical

FOLDER: Final = "patches"
SUFFIX: Final = ".patch"


@dataclass(slots=True)
class Patched:
    """A tree with its patches applied."""

    tree: RenderedTree
    digests: dict[str, str] = field(default_factory=dict)
    """Of each patch, by its path."""
    failed: dict[str, Diagnostic] = field(default_factory=dict)
    """The generated files that are left alone because a patch does not fit, by path."""
    unusable: list[Diagnostic] = field(default_factory=list)
    """What is wrong with patches that no generated file can be told to belong to."""


def apply_patches(project: Project, tree: RenderedTree, chosen: Sequence[str] | None = None) -> Patched:
    """Return ``tree`` with the patches of ``project``, or those ``chosen``, in the order of their names."""
    patched = Patched(tree)
    files = dict(tree.files)
    for name in names(project) if chosen is None else chosen:
        found = project.look(name)
        if found.kind is not Kind.FILE:
            patched.unusable.append(findings.patch_unusable(name, f"is {found.kind.value}"))
            continue
        patched.digests[name] = found.sha256
        try:
            parts = parse(canonical(found.content))
        except ValueError as error:
            patched.unusable.append(findings.patch_unusable(name, str(error)))
            continue
        for part in parts:
            _apply(name, part, files, patched)
    patched.tree = replace(tree, files=files) if patched.digests else tree
    return patched


def names(project: Project) -> list[str]:
    """Return the paths of the patches of ``project``, in order."""
    folder = project.root / FOLDER
    if project.look(FOLDER).kind is not Kind.FOLDER:
        return []
    return sorted(f"{FOLDER}/{path.name}" for path in folder.iterdir() if path.suffix == SUFFIX)


def _apply(name: str, part: FilePatch, files: dict[str, RenderedFile], patched: Patched) -> None:
    path = _target(part.path, files)
    if path is None:
        trouble = f"changes `{part.path}`, which is not generated"
        patched.unusable.append(findings.patch_unusable(name, trouble))
        return
    file = files[path]
    if file.owner is Owner.SEEDED or not file.blueprint:
        trouble = f"changes `{path}`, which is yours; edit the file itself"
        patched.unusable.append(findings.patch_unusable(name, trouble))
        return
    try:
        files[path] = replace(file, content=_applied(file.read(), part))
    except ValueError as error:
        patched.failed[path] = findings.patch_failed(path, name, str(error))


def _applied(content: bytes, part: FilePatch) -> bytes:
    """Return ``content`` with a patch; how either of them ends its lines plays no part."""
    return in_style_of(content, apply(canonical(content), part))


def _target(path: str, files: Mapping[str, RenderedFile]) -> str | None:
    """Return the generated file that ``path`` means; a repository may hold the project in a folder."""
    while path not in files:
        _, slash, path = path.partition("/")
        if not slash:
            return None
    return path
