"""The text of a rule or of a condition as Python's own syntax tree, which is never compiled or run.

Both small languages are parts of Python's syntax: rules over features here, the conditions of blueprints in
`mlsys.blueprints.condition`. Each admits the nodes that it knows and refuses the others by their place.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import NoReturn

from mlsys.spec.expressions.nodes import Extent


@dataclass(frozen=True, slots=True)
class Language:
    """What the languages do not share when text is read."""

    noun: str
    """What a text of it is called in messages."""
    longest: int
    """Characters in the longest text."""
    example: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an expression, and where."""

    message: str
    extent: Extent
    help: str = ""


class Refusal(Exception):
    """Leaves the recursion at the first thing that is not in the language."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Source:
    """A text with its tree, and the places of nodes in it."""

    def __init__(self, text: str, language: Language) -> None:
        """Read ``text``.

        Raises:
            Refusal: if it is no expression of Python.
        """
        whole, noun = (0, len(text)), language.noun
        if len(text) > language.longest:
            raise Refusal(Problem(f"the {noun} has more than {language.longest} characters", whole))
        line = "".join(" " if character.isspace() else character for character in text)
        self._offset = len(line) - len(line.lstrip())
        self._bytes = line.strip().encode(errors="surrogatepass")
        try:
            self.tree: ast.expr = ast.parse(line.strip(), mode="eval").body
        except SyntaxError as error:
            place = max(0, (error.offset or 1) - 1) + self._offset
            help_ = _syntax_help(text) or f"write a condition such as `{language.example}`"
            raise Refusal(Problem(f"the {noun} does not parse", (place, place + 1), help_)) from None
        except (RecursionError, MemoryError, ValueError):
            message = f"the {noun} is nested too deeply or holds a control character"
            raise Refusal(Problem(message, whole)) from None

    def extent(self, node: ast.expr) -> Extent:
        """Return the characters of ``node``; Python counts bytes."""
        start = len(self._bytes[: node.col_offset].decode())
        end = len(self._bytes[: node.end_col_offset].decode())
        return start + self._offset, end + self._offset

    def text(self, node: ast.expr) -> str:
        """Return the text of ``node``."""
        return self._bytes[node.col_offset : node.end_col_offset].decode()

    def refuse(self, node: ast.expr, message: str, help_: str = "") -> NoReturn:
        """Leave with what is wrong at ``node``.

        Raises:
            Refusal: always.
        """
        raise Refusal(Problem(message, self.extent(node), help_))


def _syntax_help(text: str) -> str:
    for wrong, right in (("&&", "and"), ("||", "or"), ("<>", "!="), ("=>", ">="), ("=<", "<=")):
        if wrong in text:
            return f"write `{right}` instead of `{wrong}`"
    lowered = f" {text.lower()} "
    for word in ("and", "or", "not", "in"):
        if f" {word.upper()} " in f" {text} " and f" {word} " in lowered:
            return f"write `{word}` in lower case"
    if "=" in text.replace("==", "").replace("!=", "").replace("<=", "").replace(">=", ""):
        return "write `==` to compare"
    return ""
