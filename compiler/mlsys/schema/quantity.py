"""Words for quantities: a unit that is missing, wrong or misspelt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mlsys.diagnostics import Diagnostic, Fix, SetValue, Severity, codes
from mlsys.route import format_route
from mlsys.schema.problem import Problem, describe, shortened
from mlsys.syntax.nodes import Scalar

_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?:[^0-9]|$))")
_MAX_LENGTH = 40
_UNITLESS = frozenset({"ratio", "level", "count", "cost", "day"})
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z")
_RESPELLINGS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<=\d)\s*(?:milliseconds?|msecs?|millis)\Z", re.I), "ms"),
    (re.compile(r"(?<=\d)\s*(?:seconds?|secs?)\Z", re.I), "s"),
    (re.compile(r"(?<=\d)\s*(?:minutes?|mins?)\Z", re.I), "min"),
    (re.compile(r"(?<=\d)\s*m\Z"), "min"),
    (re.compile(r"(?<=\d)\s*(?:hours?|hrs?)\Z", re.I), "h"),
    (re.compile(r"(?<=\d)\s*days?\Z", re.I), "d"),
    (re.compile(r"(?<=\d)\s*weeks?\Z", re.I), "w"),
    (re.compile(r"(?<=\d)\s*percent\Z", re.I), "%"),
    (re.compile(r"(?<=\d)\s*([kmgt])b\Z", re.I), lambda found: found[1].upper().replace("K", "k") + "B"),
    (re.compile(r"(?<=\d)\s*([kmgt])ib?\Z", re.I), lambda found: found[1].upper() + "iB"),
    (re.compile(r"\A\$ ?([\d.]+[kMB]?)"), r"\1 USD"),
    (re.compile(r"\A€ ?([\d.]+[kMB]?)"), r"\1 EUR"),
    (re.compile(r"(?<=\d)\s+(?=[A-Za-z%])"), ""),
    (re.compile(r"(?<=\d)(?=[A-Z]{3}\b)"), " "),
    (re.compile(r"\s*/\s*days?\b"), "/d"),
    (re.compile(r"\s*/\s*weeks?\b"), "/w"),
    (re.compile(r"\s*/\s*"), "/"),
    (re.compile(r"\s+per\s+"), "/"),
)


def bad_quantity(problem: Problem) -> Diagnostic:
    """Return the finding for a value that is not the quantity that stands here."""
    node = problem.node
    raw = node.raw if isinstance(node, Scalar) else ""
    name = f"`{format_route(problem.route)}`"
    examples = " or ".join(f"`{e}`" for e in problem.examples[:2])
    number = _NUMBER.match(raw) is not None
    wanted = problem.form or f"a {problem.quantity}"
    message = f"{name} must be {wanted}, not {describe(node)}"
    if number and not problem.quantity.startswith("range") and problem.quantity not in _UNITLESS:
        message = f"{name} has no unit: `{raw}`"
    if isinstance(node, Scalar) and not node.plain and "number" in problem.schema.get("type", ()):
        problem_text = str(node.value)
        if _NUMBER.match(problem_text) and float(problem_text) <= 1:
            fix = Fix(f"write {problem_text}", (SetValue(problem.route, problem_text),), safe=True)
            return _finding(problem, message, f"write `{problem_text}` without quotes", fix)
    right = next(_respelt(str(getattr(node, "value", "")), problem), None)
    if right is None:
        return _finding(problem, message, f"write it like {examples}" if examples else f"write {wanted}")
    fix = Fix(f"write {right}", (SetValue(problem.route, right),), safe=raw[:1] not in tuple("$€"))
    return _finding(problem, message, f"write `{right}`", fix)


def out_of_range(problem: Problem) -> Diagnostic:
    """Return the finding for a quantity beyond its limits; a bare 99.9 is a percentage without its sign."""
    node = problem.node
    name = f"`{format_route(problem.route)}`"
    value = node.value if isinstance(node, Scalar) else None
    if (
        problem.quantity == "ratio"
        and isinstance(value, int | float)
        and 1 < value <= 100
        and isinstance(node, Scalar)
    ):
        as_fraction = f"{value / 100:.10g}"
        fix = Fix(f"write {node.raw}%", (SetValue(problem.route, f"{node.raw}%"),))
        message = f"{name} has no unit: `{node.raw}`; ratios are percentages, or numbers from 0 to 1"
        return _finding(problem, message, f"write `{node.raw}%` or `{as_fraction}`", fix)
    bound = {"minimum": "at least", "maximum": "at most", "exclusiveMinimum": "more than"}
    demand = f"{bound.get(problem.keyword, 'less than')} {problem.value}"
    return _finding(problem, f"{name} must be {demand}, not {describe(node)}", f"write {problem.form}")


def _respelt(text: str, problem: Problem) -> Iterator[str]:
    """Yield spellings of ``text`` that the schema takes and that mean the same."""
    pattern = problem.schema.get("pattern")
    if not isinstance(pattern, str) or len(text) > _MAX_LENGTH:
        return
    stripped = text.strip()
    for candidate in (stripped, *(wrong.sub(right, stripped) for wrong, right in _RESPELLINGS)):
        for spelling in (candidate, _with_points(candidate), candidate.replace("_", "")):
            if spelling != text and re.search(pattern, spelling):
                yield spelling


def _with_points(text: str) -> str:
    """Return a number without commas between thousands, or with a point in place of a decimal comma."""
    return _THOUSANDS.sub("", text) if _THOUSANDS.search(text) else text.replace(",", ".")


def _finding(problem: Problem, message: str, help_: str, fix: Fix | None = None) -> Diagnostic:
    return Diagnostic(
        codes.BAD_UNIT, Severity.ERROR, shortened(message, 200), problem.route, help=help_, fix=fix
    )
