"""A broken keyword of the schema at a place of the document, before it has words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mlsys.route import Route
from mlsys.schema.view import Schema
from mlsys.spec.schema_shapes import ERROR
from mlsys.spec.types import QUANTITIES
from mlsys.syntax.nodes import Mapping, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True)
class Problem:
    """One error of the validator."""

    keyword: str
    value: Any
    """What the keyword demands: a limit, a pattern, the options."""
    route: Route
    node: Node
    """The offending value."""
    schema: Schema
    """The subschema that holds the keyword."""
    passed: tuple[Schema, ...] = ()
    """The schemas on the way to it, from the root."""
    names: tuple[str, ...] = ()
    """The keys that the keyword is about: those that are unexpected, or missing."""
    message: str = ""
    """The validator's own words, for keywords without a wording."""

    @property
    def form(self) -> str:
        """How a quantity is written, as a phrase; empty if the value is none."""
        return str(self.schema.get("errorMessage", "")).removeprefix(ERROR)

    @property
    def quantity(self) -> str:
        """The kind of quantity: ``duration``, ``ratio`` …; empty if the value is none."""
        title = str(self.schema.get("title", ""))
        if title in QUANTITIES:
            return title
        return "value" if self.form and isinstance(self.schema.get("type"), list) else ""

    @property
    def examples(self) -> tuple[object, ...]:
        """Values that would be right."""
        examples: list[object] = self.schema.get("examples", [])
        return tuple(examples)


_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "`true` or `false`",
    "null": "nothing",
}


def type_phrase(types: str | list[str]) -> str:
    """Return what a ``type`` asks for: ``text or a number``."""
    names = [types] if isinstance(types, str) else types
    names = [name for name in names if not (name == "integer" and "number" in names)]
    words = [_TYPES.get(name, name) for name in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def describe(node: Node) -> str:
    """Return what a value is, with the value itself where it is short."""
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar(value=None):
            return "nothing"
        case Scalar(value=bool()):
            return f"the boolean `{node.raw}`"
        case Scalar(value=int() | float()):
            return f"the number {shortened(node.raw)}"
        case Scalar():
            return f"the text `{shortened(str(node.value))}`"


def shortened(text: str, limit: int = 60) -> str:
    """Return ``text`` on one line, cut behind ``limit`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
