"""From the syntax tree to the typed document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys.syntax.nodes import Node, to_plain

if TYPE_CHECKING:
    from mlsys.spec.root import MLSystem


def bind(tree: Node) -> MLSystem:
    """Return the document in ``tree``, defaults filled in, ``x-*`` entries in ``extensions``.

    The tree must have passed the schema check: what fails here is a bug of the schema.

    Raises:
        BindingError: if schema and models disagree.
    """
    return bind_document(to_plain(tree))


def bind_document(document: object) -> MLSystem:
    """Return the document given as plain values; see `bind`."""
    from mlsys.spec.convert import bind_section
    from mlsys.spec.root import MLSystem

    return bind_section(MLSystem, document)
