"""Recording an edit of a generated file as an output patch: ``mlsys patch``."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from mlsys.errors import MlsysError
from mlsys.project.merge.three_way import has_markers, in_style_of, merge
from mlsys.project.ownership import known_entry, known_lock
from mlsys.project.patching import output as patches
from mlsys.project.patching.output import Patched
from mlsys.project.patching.unified import apply, parse, reverse, unified
from mlsys.project.reconcile.changes import Action, Change, Changes
from mlsys.project.reconcile.memory import lock_bytes, read_pristine
from mlsys.project.record.lock import FileState, Lock, LockEntry
from mlsys.project.record.pristine import Copy, format_pack, lost
from mlsys.project.record.state import PACK
from mlsys.project.transaction.disk import Found, Kind, Project
from mlsys.project.transaction.write import write
from mlsys.render.tree import RenderedTree, canonical, is_binary


def write_patch(root: Path, tree: RenderedTree, path: str) -> str:
    """Record the user's edits of ``path`` as an output patch and return the path of the patch.

    The edits are those since the file was generated last. Where it is generated otherwise by now, they are
    merged with the new generation, and the file becomes the outcome. An earlier patch that ``mlsys patch``
    wrote for the file is replaced; the new one holds its edits too.

    Args:
        root: the project.
        tree: what is generated, without any patch.
        path: the edited file.

    Raises:
        MlsysError: if the file is not generated, not text, not edited, or contradicts what is generated now.
    """
    lock, project, name = known_lock(root), Project(root), patch_name(path)
    entry, found = known_entry(lock, path), project.look(path)
    _check(tree, path, found, entry)
    every = patches.names(project)
    without = patches.apply_patches(project, tree, [other for other in every if other != name])
    whole = patches.apply_patches(project, tree, every)
    _check_patches(whole, without, lock, path, name)
    plain = without.tree.files[path].read()
    if path in whole.failed:
        base = _without_patch(project, path, entry, name)
        content = _merged(path, base, found.content, plain, f"delete `{name}`, compile")
    else:
        content = _edited(project, path, entry, found.content, whole.tree.files[path].read())
    difference = unified(path, plain, content)
    if not difference:
        raise MlsysError(f"`{path}` is not edited", help="edit the file first, then record the edit")
    _save(root, lock, path, (found, content), (name, difference))
    return name


def patch_name(path: str) -> str:
    """Return where ``mlsys patch`` keeps the patch of ``path``."""
    return f"{patches.FOLDER}/{path.replace('/', '-').lstrip('.')}{patches.SUFFIX}"


def _check(tree: RenderedTree, path: str, found: Found, entry: LockEntry) -> None:
    if path not in tree.files or found.kind is not Kind.FILE:
        raise MlsysError(
            f"`{path}` cannot be patched: it is not generated any more, or gone",
            help="only generated files that are there have edits to record",
        )
    if entry.state is FileState.EJECTED:
        raise MlsysError(f"`{path}` was ejected", help=f"give it back first: `mlsys adopt {path}`")
    if is_binary(found.content) or is_binary(tree.files[path].read()):
        raise MlsysError(f"`{path}` is not text", help=f"take it over with `mlsys eject {path}`")
    if entry.state is FileState.CONFLICT and has_markers(found.content):
        raise MlsysError(f"`{path}` still holds conflict markers", help="solve the conflict first")


def _check_patches(whole: Patched, without: Patched, lock: Lock, path: str, name: str) -> None:
    if whole.digests.get(name) != lock.header.patches.get(name):
        raise MlsysError(
            f"`{name}` is not the patch that the project was compiled with",
            help="run `mlsys compile` first, then record the edit",
        )
    trouble = without.failed.get(path)
    if trouble is not None:
        raise MlsysError(trouble.message, help="mend that patch or delete it first")


def _edited(project: Project, path: str, entry: LockEntry, ours: bytes, generated: bytes) -> bytes:
    """Return the user's edits on top of what is generated now."""
    if _sha256(generated) == entry.sha256:
        return canonical(ours)
    way = f"take the new version (`mlsys compile --resolve theirs {path}`)"
    return _merged(path, _base(project, path, entry), ours, generated, way)


def _merged(path: str, base: bytes, ours: bytes, generated: bytes, way: str) -> bytes:
    """Return ``ours`` merged with ``generated``; ``way`` is how to get the latter where that cannot be."""
    merged = merge(base, canonical(ours), generated, path)
    if merged is None or merged.conflicts or merged.damaged:
        raise MlsysError(
            f"your edits of `{path}` contradict what is generated now",
            help=f"{way} and make the edits there, or take the file over (`mlsys eject {path}`)",
        )
    return merged.content


def _base(project: Project, path: str, entry: LockEntry) -> bytes:
    content = read_pristine(project).content(path, entry.sha256)
    if content is None:
        raise lost(f"`{PACK}` lacks the copy of `{path}`")
    return content


def _without_patch(project: Project, path: str, entry: LockEntry, name: str) -> bytes:
    """Return what was generated before ``name``, which fits no more, was applied to it."""
    content = _base(project, path, entry)
    for part in parse(project.look(name).content):
        content = apply(content, reverse(part))
    return content


def _save(root: Path, lock: Lock, path: str, file: tuple[Found, bytes], patch: tuple[str, bytes]) -> None:
    """Write the patch and the file, and record both, so that compiling finds nothing left to do."""
    project, entry, (found, content), (name, text) = Project(root), lock.files[path], file, patch
    items = [Change(name, Action.UPDATE, entry.owner, "", content=text, found=project.look(name))]
    if content != canonical(found.content):
        reason, mode = "your edits and the new version", found.executable
        styled = in_style_of(found.content, content)
        items.append(
            Change(
                path,
                Action.MERGE,
                entry.owner,
                reason,
                content=styled,
                executable=mode,
                found=found,
            )
        )
    now = replace(entry, sha256=_sha256(content), state=FileState.PRESENT)
    header = replace(lock.header, patches={**lock.header.patches, name: _sha256(text)})
    after = Lock(header, {**lock.files, path: now})
    copies = {each: found_[0] for each, found_ in read_pristine(project).copies.items()}
    pack = format_pack({**copies, path: Copy.of(content)})
    write(root, Changes(tuple(items), after, lock_bytes(project), {PACK: pack}))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()
