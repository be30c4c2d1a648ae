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
        pydantic.ValidationError: if schema and models disagree.
    """
    from mlsys.spec.root import MLSystem

    return MLSystem.model_validate(to_plain(tree))
