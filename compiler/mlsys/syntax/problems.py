"""Wording of YAML syntax errors: what the parser says, turned into what the author did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import yaml

from mlsys.diagnostics import Diagnostic, Severity, codes
from mlsys.source import Span
from mlsys.syntax.positions import Positions

_Explanation: TypeAlias = tuple[str, str, Span]
"""Message, help and place."""


def explain(error: yaml.MarkedYAMLError, positions: Positions) -> Diagnostic:
    """Return the finding for a syntax error of the parser."""
    message, help_, span = _explanation(error, positions)
    return Diagnostic(codes.YAML_SYNTAX, Severity.ERROR, message, span=span, help=help_)


def _explanation(error: yaml.MarkedYAMLError, positions: Positions) -> _Explanation:
    problem = str(error.problem or "")
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index if mark else 0, len(positions.source.text))
    opened = error.context_mark.index if error.context_mark else offset
    for needle, explainer in _EXPLAINERS:
        if needle in problem:
            return explainer(positions, opened, offset)
    what = f"{error.context}: {problem}" if error.context else problem
    return f"not YAML: {what}", "check the indentation and the quotes", positions.between(offset, offset + 1)


def _line_before(positions: Positions, offset: int) -> str:
    """Return the text of the line of ``offset`` up to it."""
    text = positions.source.text
    return text[text.rfind("\n", 0, offset) + 1 : offset]


def _previous_line(positions: Positions, offset: int) -> tuple[int, str]:
    """Return offset and text of the last line with content before the line of ``offset``."""
    lines = positions.source.lines
    number = positions.at(offset).line - 2
    while number >= 0 and (not lines[number].strip() or lines[number].lstrip().startswith("#")):
        number -= 1
    if number < 0:
        return 0, ""
    start = sum(len(line) + 1 for line in lines[:number])
    return start, lines[number].rstrip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _bad_character(positions: Positions, _: int, offset: int) -> _Explanation:
    text = positions.source.text
    here = text[offset : offset + 1]
    span = positions.between(offset, offset + 1)
    if here == "\t":
        end = offset + len(text[offset:]) - len(text[offset:].lstrip("\t"))
        span = positions.between(offset, end)
        return "a tab indents this line; YAML is indented with spaces", "replace the tab by two spaces", span
    return (
        f"a value cannot start with `{here}`",
        f'quote the value: "{here}…"',
        span,
    )


def _tab_in_text(positions: Positions, _: int, offset: int) -> _Explanation:
    return _bad_character(positions, offset, offset)


def _second_colon(positions: Positions, _: int, offset: int) -> _Explanation:
    before = _line_before(positions, offset)
    key_start = offset - len(before.lstrip(" "))
    if ": " in before or before.rstrip().endswith(":"):
        return (
            "a second `: ` stands in an unquoted value",
            "quote the value, or put the inner key on a line of its own",
            positions.between(offset, offset + 1),
        )
    start, previous = _previous_line(positions, offset)
    key = before.strip()[:40]
    if ":" in previous and _indent(before) > _indent(previous):
        return (
            f"`{key}` is indented below a line that already has a value",
            f"align it with the line above, or remove the value of `{previous.strip()[:40]}`",
            positions.between(key_start, offset),
        )
    return (
        f"`{previous.strip()[:40]}` has no `:`",
        "write `key: value`",
        positions.between(start + _indent(previous), start + len(previous)),
    )


def _no_colon(positions: Positions, opened: int, _: int) -> _Explanation:
    text = positions.source.text
    end = text.find("\n", opened)
    line = text[opened : end if end >= 0 else len(text)].split(" #")[0].rstrip()
    return f"`{line[:40]}` has no `:`", "write `key: value`", positions.between(opened, opened + len(line))


def _unclosed(bracket: str, closing: str) -> Callable[[Positions, int, int], _Explanation]:
    def explainer(positions: Positions, opened: int, offset: int) -> _Explanation:
        same_line = positions.at(opened).line == positions.at(offset).line
        if same_line and positions.source.text[offset : offset + 1].strip():
            return (
                f"expected `,` or `{closing}` here",
                f"separate the items by `,` or close the `{bracket}`; quote a value that contains brackets",
                positions.between(offset, offset + 1),
            )
        return (
            f"this `{bracket}` is never closed",
            f"close it with `{closing}`",
            positions.between(opened, opened + 1),
        )

    return explainer


def _unclosed_quote(positions: Positions, opened: int, _: int) -> _Explanation:
    quote = positions.source.text[opened : opened + 1]
    return f"this {quote} is never closed", f"close it with {quote}", positions.between(opened, opened + 1)


def _bad_escape(positions: Positions, _: int, offset: int) -> _Explanation:
    written = positions.source.text[offset : offset + 2]
    return (
        f"`{written}` is not an escape of YAML",
        "write the backslash twice, or use single quotes",
        positions.between(offset, offset + len(written)),
    )


def _no_key(positions: Positions, opened: int, offset: int) -> _Explanation:
    text = positions.source.text
    before = _line_before(positions, offset)
    here = positions.between(offset, offset + 1)
    if before.strip():
        return (
            "text follows a value that is already complete",
            "quote the whole value; inside single quotes write '' for a quote",
            here,
        )
    if text[offset : offset + 1] in ("}", "]"):
        return f"no bracket is open for this `{text[offset]}`", "delete it", here
    expected = positions.at(opened).column - 1
    return (
        f"this line is indented by {len(before)} spaces; the mapping it belongs to by {expected}",
        "align the keys of one mapping",
        here,
    )


def _no_dash(positions: Positions, opened: int, offset: int) -> _Explanation:
    return (
        "a list goes on here without `-`",
        "start the item with `- `, or align the key with the mapping it belongs to",
        positions.between(offset, offset + 1),
    )


def _dash_in_line(positions: Positions, _: int, offset: int) -> _Explanation:
    return (
        "a list cannot start behind a key on the same line",
        "put each `- item` on a line of its own, or write `[a, b]`",
        positions.between(offset, offset + 1),
    )


def _no_content(positions: Positions, _: int, offset: int) -> _Explanation:
    here = positions.source.text[offset : offset + 1]
    if here and here in "]}":
        return f"no bracket is open for this `{here}`", "delete it", positions.between(offset, offset + 1)
    if here == ":":
        return "a key is missing here", "write `key: value`", positions.between(offset, offset + 1)
    return (
        "a value is missing here",
        "write the value, or delete the `,`",
        positions.between(offset, offset + 1),
    )


_EXPLAINERS: Final[tuple[tuple[str, Callable[[Positions, int, int], _Explanation]], ...]] = (
    ("that cannot start any token", _bad_character),
    ("tab character that violates indentation", _tab_in_text),
    ("mapping values are not allowed", _second_colon),
    ("could not find expected ':'", _no_colon),
    ("did not find expected ',' or ']'", _unclosed("[", "]")),
    ("did not find expected ',' or '}'", _unclosed("{", "}")),
    ("found unexpected end of stream", _unclosed_quote),
    ("unexpected document indicator", _unclosed_quote),
    ("unknown escape character", _bad_escape),
    ("did not find expected key", _no_key),
    ("did not find expected '-' indicator", _no_dash),
    ("block sequence entries are not allowed", _dash_in_line),
    ("did not find expected node content", _no_content),
)
