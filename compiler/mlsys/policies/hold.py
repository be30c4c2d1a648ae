"""Holding a system to policies.

A demand that cannot be compared is not met: what cannot be judged never passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from mlsys.blueprints.condition import ConditionError, parse_condition
from mlsys.diagnostics import Diagnostic, Related, Severity, codes
from mlsys.planning.namespace import Namespace
from mlsys.policies.read import LoadedPolicy, Policies, pattern
from mlsys.route import Route, format_route
from mlsys.spec.fields import Section
from mlsys.spec.lookup import choices, field_at
from mlsys.spec.strictness import loosens
from mlsys.syntax.locate import span_of
from mlsys.syntax.nodes import Mapping as MappingNode
from mlsys.syntax.nodes import Node, find, to_plain
from mlsys.syntax.nodes import Sequence as SequenceNode

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.policy import PolicyException, PolicyRule

EXCEPTED: Final = "excepted by"
"""With what the note of a finding begins from which a system is excepted."""
SOON: Final = timedelta(days=30)
"""How long before its end an exception is a warning."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A demand that a system does not meet."""

    rule: str
    """What an exception calls it."""
    demanded: Route
    """Where the policy demands it."""
    route: Route
    message: str
    help: str = ""
    severity: Severity = Severity.ERROR
    mandatory: bool = True


def hold(system: System, policies: Policies) -> tuple[Diagnostic, ...]:
    """Return what ``system`` does not meet of the policies that apply to it."""
    names = Namespace(system, {})
    return tuple(found for policy in policies.loaded for found in _held(system, policy, names))


def _held(system: System, policy: LoadedPolicy, names: Namespace) -> Iterator[Diagnostic]:
    try:
        applies = policy.spec.applies
        if applies is None or names.holds(parse_condition(applies)):
            for breach in (*_of_places(system, policy), *_of_rules(policy, names)):
                yield _diagnostic(breach, policy, system)
    except ConditionError as error:
        message = f"policy `{policy.name}` cannot be judged by: {error}"
        yield Diagnostic(codes.BROKEN_POLICY, Severity.ERROR, message, help=f"tell {_contact(policy)}")


def _of_places(system: System, policy: LoadedPolicy) -> Iterator[Breach]:
    spec = policy.spec
    for place in spec.floors:
        floor = find(policy.tree, ("floors", place))
        assert floor is not None
        yield from _of_floor(system, place, floor)
    for index, place in enumerate(spec.required):
        steps = pattern(place)
        if not any(True for _ in _nodes(system.tree, steps)):
            message = f"`{place}` is not declared"
            yield Breach(f"required.{place}", ("required", index), steps, message, "declare it")
    for place, values in spec.allowed.items():
        for route, value in _values(system.spec, pattern(place)):
            if not _is_like(value, values):
                message = f"`{value}` is not allowed for `{format_route(route)}`"
                help = f"use {' or '.join(f'`{v}`' for v in values)}"
                yield Breach(f"allowed.{place}", ("allowed", place), route, message, help)
    for place, values in spec.forbidden.items():
        for route, value in _values(system.spec, pattern(place)):
            if _is_like(value, values):
                message = f"`{value}` is forbidden for `{format_route(route)}`"
                yield Breach(f"forbidden.{place}", ("forbidden", place), route, message, "use another")


def _of_floor(system: System, place: str, floor: Node) -> Iterator[Breach]:
    steps, demanded = pattern(place), ("floors", place)
    shown = to_plain(floor)
    found = tuple(_nodes(system.tree, steps))
    if not found and "*" not in steps:
        message = f"`{place}` is not declared; at least as strict as `{shown}` is demanded"
        yield Breach(f"floors.{place}", demanded, steps, message, f"declare `{shown}` or stricter")
    plain = to_plain(system.tree)
    for route, node in found:
        field = field_at(route, plain)
        tighten = field.meaning.tighten if field is not None else None
        order = choices(field.annotation) if field is not None else ()
        milder = loosens(floor, node, tighten, order) if tighten is not None else None
        if milder is not False:
            word = "is milder than" if milder else "cannot be compared with"
            message = f"`{format_route(route)}`: `{to_plain(node)}` {word} `{shown}`"
            yield Breach(f"floors.{place}", demanded, route, message, f"declare `{shown}` or stricter")


def _of_rules(policy: LoadedPolicy, names: Namespace) -> Iterator[Breach]:
    for index, rule in enumerate(policy.spec.rules):
        about = rule.when is None or names.holds(parse_condition(rule.when))
        if about and not names.holds(parse_condition(rule.require)):
            yield _of_rule(rule, index)


def _of_rule(rule: PolicyRule, index: int) -> Breach:
    route = pattern(rule.at) if rule.at is not None else ()
    severity = Severity(rule.severity)
    return Breach(rule.id, ("rules", index), route, rule.message, rule.help, severity, rule.mandatory)


def _nodes(tree: Node, steps: Route, route: Route = ()) -> Iterator[tuple[Route, Node]]:
    """Yield what is declared at a place, whose step ``*`` stands for every entry."""
    if not steps:
        yield route, tree
        return
    step, rest = steps[0], steps[1:]
    match tree:
        case MappingNode(entries=entries):
            for entry in entries:
                if step in ("*", entry.name):
                    yield from _nodes(entry.value, rest, (*route, entry.name))
        case SequenceNode(items=items):
            for index, item in enumerate(items):
                if step in ("*", index):
                    yield from _nodes(item, rest, (*route, index))


def _values(value: object, steps: Route, route: Route = ()) -> Iterator[tuple[Route, object]]:
    """Yield the values at a place, declared or by default; of a list its items, of a map its keys."""
    if steps:
        for step, inner in _entries(value):
            if steps[0] in ("*", step):
                yield from _values(inner, steps[1:], (*route, step))
        return
    match value:
        case None:
            return
        case tuple() | list():
            yield from (((*route, index), item) for index, item in enumerate(value))
        case Mapping():
            yield from (((*route, str(key)), key) for key in value)
        case _:
            yield route, value


def _entries(value: object) -> Iterator[tuple[str | int, object]]:
    match value:
        case Section():
            fields = value.language_fields().items()
            yield from ((name, getattr(value, field.attribute)) for name, field in fields)
        case Mapping():
            yield from ((str(key), inner) for key, inner in value.items())
        case tuple() | list():
            yield from enumerate(value)


def _is_like(value: object, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(str(value), each) for each in patterns)


def _contact(policy: LoadedPolicy) -> str:
    return policy.spec.metadata.contact or policy.spec.metadata.owner


def _diagnostic(breach: Breach, policy: LoadedPolicy, system: System) -> Diagnostic:
    place = span_of(policy.tree, breach.demanded)
    ask = f"ask {_contact(policy)} for an exception from `{breach.rule}`" if breach.mandatory else ""
    found = Diagnostic(
        codes.POLICY if breach.mandatory else codes.POLICY_ADVICE,
        breach.severity,
        f"policy `{policy.name}`: {breach.message}",
        breach.route,
        help="; or ".join(filter(None, (breach.help, ask))),
        related=(
            Related(breach.demanded, f"demanded by `{policy.name}` {policy.spec.metadata.version}", place),
        ),
    )
    granted = [e for e in policy.spec.exceptions if (e.rule, e.system) == (breach.rule, system.name)]
    return excepted(found, max(granted, key=lambda e: e.expires), system) if granted else found


def excepted(found: Diagnostic, exception: PolicyException, system: System) -> Diagnostic:
    """Return a finding as its exception leaves it. The last day of an exception is one of it."""
    if exception.expires < system.today:
        return replace(
            found, note=f"the exception that {exception.owner} granted expired on {exception.expires}"
        )
    note = f"{EXCEPTED} {exception.owner} until {exception.expires}: {exception.reason}"
    ends_soon = exception.expires - system.today <= SOON
    return replace(found, severity=Severity.WARNING if ends_soon else Severity.NOTE, note=note)
