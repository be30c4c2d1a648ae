"""Plain scalars that tools of YAML 1.1 and 1.2 read differently."""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Diagnostic, Fix, RenameKey, SetValue, Severity, codes
from mlsys.route import Route
from mlsys.schema.view import EXTENSION
from mlsys.syntax.nodes import Mapping, Node, Scalar
from mlsys.syntax.scalars import yaml_1_1_meaning


def ambiguous_scalars(node: Node, route: Route = ()) -> Iterator[Diagnostic]:
    """Yield a finding for every key or value that another tool would not read as the text it is here.

    Extensions (``x-*``) are left alone: their meaning is not ours to judge.
    """
    if isinstance(node, Scalar):
        if meaning := _other_meaning(node):
            yield ambiguous(node, route, meaning)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            if entry.name.startswith(EXTENSION):
                continue
            inner = (*route, entry.name)
            if meaning := _other_meaning(entry.key):
                yield _ambiguous_key(entry.key, inner, meaning)
            yield from ambiguous_scalars(entry.value, inner)
    else:
        for index, item in enumerate(node.items):
            yield from ambiguous_scalars(item, (*route, index))


def _other_meaning(scalar: Scalar) -> str | None:
    is_text = scalar.plain and scalar.raw and isinstance(scalar.value, str)
    return yaml_1_1_meaning(scalar.raw) if is_text else None


def ambiguous(node: Scalar, route: Route, meaning: str) -> Diagnostic:
    """Return the finding for a plain value that other tools read as ``meaning``."""
    quoted = f'"{node.raw}"'
    return Diagnostic(
        codes.AMBIGUOUS_SCALAR,
        Severity.ERROR,
        f"`{node.raw}` is text here, but tools of YAML 1.1 read it as {meaning}",
        route,
        help=f"write `{quoted}` for the text, or the value that you mean",
        fix=Fix(f"quote it: {quoted}", (SetValue(route, quoted),), safe=True),
    )


def _ambiguous_key(key: Scalar, route: Route, meaning: str) -> Diagnostic:
    return Diagnostic(
        codes.AMBIGUOUS_SCALAR,
        Severity.ERROR,
        f"the key `{key.raw}` is text here, but tools of YAML 1.1 read it as {meaning}",
        route,
        Anchor.KEY,
        help=f'write `"{key.raw}":`',
        fix=Fix("quote it", (RenameKey(route, key.raw),), safe=True),
    )
