"""Which nodes can be keys of a mapping."""

from __future__ import annotations

from collections.abc import Mapping as Map

from mlsys.diagnostics import Diagnostic, Related, Severity, codes
from mlsys.route import Route, format_route
from mlsys.syntax.nodes import Entry, Mapping, Node, Scalar


def usable_key(node: Node, entries: Map[str, Entry], route: Route) -> Scalar | Diagnostic:
    """Return ``node`` as the next key beside ``entries`` of the mapping at ``route``, or a finding.

    A number is a usable key and stands for its text, as in ``{0: healthy, 1: ill}``.
    """
    if not isinstance(node, Scalar):
        kind = "mapping" if isinstance(node, Mapping) else "list"
        help_ = "use text as the key; quote a value that contains `{` or `[`"
        return _refused(node, route, f"a {kind} cannot be a key", help_)
    if node.plain and node.value == "<<":
        help_ = "write the keys out, or share sections with `extends`"
        return _refused(node, route, "merge keys are not part of YAML 1.2", help_)
    if node.value is None or isinstance(node.value, bool):
        written = f"`{node.raw}`" if node.raw else "nothing"
        return _refused(node, route, f"{written} is not text and cannot be a key", "quote it")
    name = node.value if isinstance(node.value, str) else node.raw
    first = entries.get(name)
    return node if first is None else _duplicate(first.key, node, (*route, name))


def _refused(node: Node, route: Route, message: str, help_: str) -> Diagnostic:
    return Diagnostic(codes.YAML_FEATURE, Severity.ERROR, message, route, span=node.span, help=help_)


def _duplicate(first: Scalar, second: Scalar, route: Route) -> Diagnostic:
    lines = first.span.start.line, second.span.start.line
    where = f"lines {lines[0]} and {lines[1]}" if lines[0] != lines[1] else f"line {lines[0]}"
    return Diagnostic(
        codes.DUPLICATE_KEY,
        Severity.ERROR,
        f"`{format_route(route)}` is defined twice ({where}); most tools would silently keep the last",
        route,
        span=second.span,
        help="delete one of the two, or join them",
        related=(Related(route, "first defined here", first.span),),
    )
