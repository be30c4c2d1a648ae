"""Parents and environments: the document as it stands in one environment.

``extends`` names parents, the most general first; the document refines them.
``environments.<name>.overlay`` refines the result. Both merge nodes, so that every
finding about the whole points to the file and line that a value came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from mlsys.diagnostics import Diagnostic, Result, Severity, codes
from mlsys.diagnostics.suggest import did_you_mean
from mlsys.spec.fields import Section
from mlsys.spec.merge import Merger
from mlsys.spec.parents import LoadParent, inheritable, lineage, not_inherited
from mlsys.syntax.nodes import Entry, Mapping, Node, find

Root: TypeAlias = type[Section] | None
"""The section of a document; ``None`` for that of a system."""


def resolve(tree: Node, load_parent: LoadParent, environment: str | None, root: Root = None) -> Result[Node]:
    """Return ``tree`` merged with its parents and with the overlay of ``environment``.

    Args:
        tree: the document as written.
        load_parent: reads a parent; a parent that cannot be read is a finding.
        environment: the environment, or ``None`` for the document itself.
        root: the section of the document, whose fields name their merge algebra; ``None`` for a system.

    Returns:
        The merged tree, always, with findings: MLS009 for a broken chain, a missing
        environment or a changed identity, MLS010 for a loosened requirement.
    """
    inherited = _with_parents(tree, load_parent, root)
    if environment is None or inherited.value is None:
        return inherited
    merged = _with_environment(inherited.value, environment, root)
    return replace(merged, diagnostics=(*inherited.diagnostics, *merged.diagnostics))


def environments(tree: Node) -> tuple[str, ...]:
    """Return the names of the environments that ``tree`` declares."""
    declared = find(tree, ("environments",))
    if not isinstance(declared, Mapping):
        return ()
    return tuple(entry.name for entry in declared.entries if not entry.name.startswith("x-"))


def effective(tree: Node, *merged: str | None) -> Node:
    """Return what ``tree``, which `resolve` returned, says, however it is put together.

    That is all but the names of the parents, and the environments ``merged``, whose overlays are in two trees
    that are to be compared.
    """
    if not isinstance(tree, Mapping):
        return tree
    entries = []
    for entry in tree.entries:
        value = entry.value
        if entry.name == "environments" and isinstance(value, Mapping):
            value = replace(value, entries=tuple(e for e in value.entries if e.name not in merged))
        if entry.name != "extends":
            entries.append(replace(entry, value=value))
    return replace(tree, entries=tuple(entries))


def incomplete(found: Iterable[Diagnostic]) -> str:
    """Return why the merged document is not the whole one, as the reason of a skipped check, or ``""``.

    Args:
        found: the findings of `resolve`.
    """
    for finding in found:
        if finding.code == codes.BAD_OVERLAY and finding.route == ("extends",):
            return "needs every parent that the document extends"
        if finding.code == codes.BAD_OVERLAY and finding.route == ("environments",):
            return "needs an environment that is declared"
    return ""


# -- parents ------------------------------------------------------------------------------------


def _with_parents(tree: Node, load_parent: LoadParent, root: Root) -> Result[Node]:
    found = lineage(tree, load_parent)
    parents = found.value or ()
    findings = list(found.diagnostics)
    findings += not_inherited(tree, parents)
    merged: Node | None = None
    for parent in parents:
        inherited = replace(parent.tree, entries=inheritable(parent.tree))
        owner = f"`{parent.name.value}`"
        merged = inherited if merged is None else _merged(merged, inherited, root, owner, findings)
    if merged is None:
        return Result(tree, tuple(findings))
    owner = f"`{tree.span.source.name}`"
    return Result(_merged(merged, tree, root, owner, findings), tuple(findings))


def _merged(base: Node, overlay: Node, root: Root, owner: str, findings: list[Diagnostic]) -> Node:
    merger = Merger(root, owner, may_add_identity=True)
    merged = merger.merge(base, overlay)
    findings += merger.findings
    return replace(merged, span=overlay.span) if isinstance(merged, Mapping) else merged


# -- environments -----------------------------------------------------------------------------------


def _with_environment(tree: Node, name: str, root: Root) -> Result[Node]:
    declared = find(tree, ("environments", name))
    if name not in environments(tree):
        return Result(tree, (_undeclared(tree, name),))
    overlay = find(tree, ("environments", name, "overlay"))
    merged = tree
    findings: tuple[Diagnostic, ...] = ()
    if isinstance(overlay, Mapping):
        merger = Merger(root, f"environment `{name}`", may_add_identity=False)
        merged = merger.merge(tree, overlay)
        findings = tuple(merger.findings)
    stage = declared.entry("stage") if isinstance(declared, Mapping) else None
    return Result(_with_stage(merged, stage), findings)


def _undeclared(tree: Node, name: str) -> Diagnostic:
    known = environments(tree)
    return Diagnostic(
        codes.BAD_OVERLAY,
        Severity.ERROR,
        f"environment `{name}` is not declared",
        ("environments",),
        help=did_you_mean(name, known) or "declare it under `environments`",
    )


def _with_stage(tree: Node, stage: Entry | None) -> Node:
    """Return ``tree`` at the stage of the environment."""
    metadata = tree.get("metadata") if isinstance(tree, Mapping) else None
    if stage is None or not isinstance(metadata, Mapping) or not isinstance(tree, Mapping):
        return tree
    kept = tuple(e for e in metadata.entries if e.name != "stage")
    changed = replace(metadata, entries=(*kept, stage))
    entries = (Entry(e.key, changed) if e.name == "metadata" else e for e in tree.entries)
    return replace(tree, entries=tuple(entries))
