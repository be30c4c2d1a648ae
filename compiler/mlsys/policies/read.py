"""Reading policies from the files and folders that the settings of a repository name.

Nothing passes by silence: what is missing, unreadable, empty, or names what the language does not have is a
finding, and fails the validation.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from mlsys.blueprints.condition import Condition, ConditionError, parse_condition
from mlsys.diagnostics import Diagnostic, Severity, codes
from mlsys.errors import MlsysError
from mlsys.route import Route, parse_route
from mlsys.rules.base import OTHER_CODE

if TYPE_CHECKING:
    from mlsys.policies.plugins import Plugin, PluginRule
    from mlsys.rules.base import Rule
    from mlsys.source import SourceFile
    from mlsys.spec.policy import Policy
    from mlsys.syntax.nodes import Node

_NOT_FIELDS = frozenset({"system", "stage", "environments", "extensions"})
"""Names of conditions that are no sections of the document; the language says nothing of `x-*`."""
LISTS = ("floors", "required", "allowed", "forbidden")


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """A policy that systems can be held to."""

    spec: Policy
    tree: Node
    """As written; says where each demand stands."""

    @property
    def name(self) -> str:
        """The name that findings bear."""
        return self.spec.metadata.name

    @property
    def text(self) -> tuple[str, str]:
        """The name of its file, and all that it says: a pin of the same version may say something else."""
        source = self.tree.span.source
        return source.name, source.text


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies that hold for a document, and what is wrong with them."""

    loaded: tuple[LoadedPolicy, ...] = ()
    found: tuple[Diagnostic, ...] = ()
    sources: tuple[SourceFile, ...] = ()
    rules: tuple[PluginRule, ...] = ()
    """Rules in Python, which are trusted."""

    def rules_that_are(self, *, mandatory: bool) -> list[Rule]:
        """Return the rules in Python that only an exception lifts, or the others."""
        return [each.rule for each in self.rules if each.mandatory is mandatory]

    def joined(self, others: Policies) -> Policies:
        """Return these and the ``others``, each text once."""
        known = {each.text for each in self.loaded}
        loaded = (each for each in others.loaded if each.text not in known)
        found = (each for each in others.found if each not in self.found)
        sources = (*self.sources, *others.sources)
        rules = (*self.rules, *(each for each in others.rules if each not in self.rules))
        return Policies((*self.loaded, *loaded), (*self.found, *found), sources, rules)


class Offering(Protocol):
    """What collections of the organisation offer."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the collections."""

    def mandatory(self, name: str) -> tuple[str, ...]:
        """Return the addresses of the policies of a collection that bind whoever uses it."""

    def policy(self, address: str) -> SourceFile:
        """Return the policy at an address."""

    def plugin(self, name: str) -> Plugin | None:
        """Return the rules in Python of a collection, if it offers any."""


def read_policies(
    places: Sequence[str],
    offering: Offering | None = None,
    plugins: Sequence[Callable[[], Plugin | None]] = (),
) -> Policies:
    """Return the policies that bind.

    Args:
        places: files, folders whose files that end in ``.yaml`` or ``.yml`` are policies, and addresses in
            collections.
        offering: the collections; what is mandatory in them binds, whatever ``places`` say.
        plugins: what reads further rules in Python, those of blueprints.
    """
    loaded: list[LoadedPolicy] = []
    found: list[Diagnostic] = []
    sources: list[SourceFile] = []
    for read_place in _places(places, offering):
        try:
            for source in read_place():
                if source in sources:
                    continue
                sources.append(source)
                policy, wrong = read_policy(source)
                found += wrong
                loaded += [policy] if policy is not None else []
        except MlsysError as fault:
            found.append(_broken(f"policy: {fault.message}", fault.help))
    read = Policies(tuple(loaded), tuple(dict.fromkeys(found)), tuple(sources))
    offered = [partial(offering.plugin, name) for name in offering.names] if offering is not None else []
    return _with_rules(read, (*offered, *plugins)) if offered or plugins else read


def _with_rules(read: Policies, plugins: Sequence[Callable[[], Plugin | None]]) -> Policies:
    """Return what was ``read`` with the rules in Python, and what is wrong with those."""
    there: list[Plugin] = []
    found = list(read.found)
    for plugin in plugins:
        try:
            each = plugin()
        except MlsysError as fault:
            found.append(_broken(f"policy: {fault.message}", fault.help))
        else:
            there += [each] if each is not None else []
    if not there:
        return replace(read, found=tuple(dict.fromkeys(found)))
    from mlsys.policies.plugins import load_rules

    rules, wrong = load_rules(there)
    found += wrong
    if not found:
        found += _mistakes_of_exceptions(read.loaded, rules)
    return replace(read, found=tuple(dict.fromkeys(found)), rules=rules)


def _mistakes_of_exceptions(
    loaded: Sequence[LoadedPolicy], rules: Sequence[PluginRule]
) -> Iterator[Diagnostic]:
    from mlsys.syntax.locate import locate

    for policy in loaded:
        name = policy.text[0].partition("://")[0]
        mandatory = {each.rule.code for each in rules if each.mandatory and each.plugin.name == name}
        for index, exception in enumerate(policy.spec.exceptions):
            if OTHER_CODE.fullmatch(exception.rule) and exception.rule not in mandatory:
                message = f"the exception is from `{exception.rule}`, which is no mandatory rule of `{name}`"
                wrong = _broken(message, route=("exceptions", index, "rule"))
                yield from locate(policy.tree, (wrong,))


def read_policy(source: SourceFile) -> tuple[LoadedPolicy | None, tuple[Diagnostic, ...]]:
    """Return the policy in a text, unless there is a mistake in it, and the mistakes."""
    from mlsys.schema.check import checker_of
    from mlsys.spec.policy import Policy
    from mlsys.spec.upgrade.tree import read_current
    from mlsys.syntax.locate import locate

    result = read_current(source)
    if result.value is None:
        return None, result.diagnostics or (_broken(f"policy: {source.name} says nothing"),)
    spec, found = checker_of(Policy).bound(result.value)
    found = (*result.diagnostics, *found)
    if spec is not None:
        found = (*found, *_mistakes(spec))
    elif not found:
        found = (_broken(f"policy: {source.name} is not of the shape of a policy"),)
    sound = spec is not None and not any(d.severity is Severity.ERROR for d in found)
    policy = LoadedPolicy(spec, result.value) if sound and spec is not None else None
    return policy, locate(result.value, found)


def _places(places: Sequence[str], offering: Offering | None) -> Iterator[Callable[[], list[SourceFile]]]:
    """Yield for each place what reads it."""
    for place in places:
        yield partial(_sources, place, offering)
    if offering is not None:
        for name in offering.names:
            yield partial(_mandatory, name, offering)


def _mandatory(name: str, offering: Offering) -> list[SourceFile]:
    return [offering.policy(address) for address in offering.mandatory(name)]


def _sources(place: str, offering: Offering | None) -> list[SourceFile]:
    from mlsys.spec.parents import MARK, is_shared
    from mlsys.syntax.load import load

    if not is_shared(place):
        return [load(path, regular=True) for path in _files(place)]
    if offering is None:
        raise MlsysError(
            f"no source `{place.partition(MARK)[0]}` is declared in the settings",
            help="declare it: `mlsys source add SOURCE`",
        )
    return [offering.policy(place)]


def _files(place: str) -> list[str]:
    if not os.path.isdir(place):
        return [place]
    try:
        names = sorted(name for name in os.listdir(place) if name.endswith((".yaml", ".yml")))
    except OSError as error:
        raise MlsysError(f"{place} cannot be read: {error.strerror}", help="mend its rights") from None
    if not names:
        raise MlsysError(f"{place} holds no policy", help="name the folder with the policies in `mlsys.toml`")
    return [os.path.join(place, name) for name in names]


def _mistakes(spec: Policy) -> Iterator[Diagnostic]:
    """Yield what is wrong with a policy of the right shape."""
    yield from _mistakes_of_names(spec)
    for key in LISTS:
        for index, place in enumerate(getattr(spec, key)):
            step: str | int = index if key == "required" else place
            yield from _mistakes_of_place(place, (key, step), graded=key == "floors")
    if spec.applies is not None:
        yield from _mistakes_of_condition(spec.applies, ("applies",))
    for index, rule in enumerate(spec.rules):
        yield from _mistakes_of_condition(rule.require, ("rules", index, "require"))
        if rule.when is not None:
            yield from _mistakes_of_condition(rule.when, ("rules", index, "when"))
        if rule.at is not None:
            yield from _mistakes_of_place(rule.at, ("rules", index, "at"))


def _mistakes_of_names(spec: Policy) -> Iterator[Diagnostic]:
    names = [rule.id for rule in spec.rules]
    demands = {f"{key}.{place}" for key in LISTS for place in getattr(spec, key)}
    if not names and not demands:
        yield _broken(f"policy `{spec.metadata.name}` demands nothing", route=("rules",))
    for index, name in enumerate(names):
        if name in names[:index]:
            yield _broken(f"there are two rules `{name}`", route=("rules", index, "id"))
    for index, exception in enumerate(spec.exceptions):
        if exception.rule not in {*names, *demands} and not OTHER_CODE.fullmatch(exception.rule):
            message = f"the exception is from `{exception.rule}`, which the policy does not demand"
            yield _broken(message, route=("exceptions", index, "rule"))


def pattern(place: str) -> Route:
    """Return the steps of a place; a step ``*`` stands for every entry.

    Raises:
        ValueError: if it is not the text of a route.
    """
    return tuple(step for part in place.split(".*") for step in (*parse_route(part.lstrip(".")), "*"))[:-1]


def _mistakes_of_place(place: str, route: Route, *, graded: bool = False) -> Iterator[Diagnostic]:
    from mlsys.spec.lookup import lookup

    try:
        steps = pattern(place)
    except ValueError as error:
        yield _broken(str(error), route=route)
        return
    unknown = _unknown(steps)
    if not steps or unknown:
        yield _broken(f"`{place}` is no place of a document", unknown, route)
    elif graded and not any(field.meaning.tighten for field in lookup(_of_entries(steps))):
        yield _broken(f"no value of `{place}` is stricter than another", "use `allowed` or a rule", route)


def _mistakes_of_condition(text: str, route: Route) -> Iterator[Diagnostic]:
    try:
        condition: Condition = parse_condition(text)
        asked = tuple(condition.routes())
    except (ConditionError, ValueError) as error:
        yield _broken(str(error), route=route)
        return
    helps = (_unknown(steps) for steps in asked if steps and steps[0] not in _NOT_FIELDS)
    for help in dict.fromkeys(filter(None, helps)):
        yield _broken(f"`{text}` asks for what no document has", help, route)


def _unknown(steps: Route) -> str:
    """Return what to write in place of the first step that the language does not have; empty if all exist."""
    from mlsys.diagnostics.suggest import closest
    from mlsys.spec.fields import EXTENSION_PREFIX
    from mlsys.spec.lookup import fields, places

    steps = _of_entries(steps)
    for end, step in enumerate(steps):
        if str(step).startswith(EXTENSION_PREFIX):
            return ""
        known = [name for place in places(steps[:end]) for name in fields(place.kind)]
        if known and isinstance(step, str) and not places(steps[: end + 1]):
            near = closest(step, known)
            return f"did you mean `{near}`?" if near else f"there are {', '.join(sorted(set(known)))}"
    return ""


def _of_entries(steps: Route) -> Route:
    """Return ``steps`` with an index for each ``*`` that stands for the items of a list."""
    from mlsys.spec.lookup import places

    found: Route = ()
    for step in steps:
        in_list = step == "*" and not places((*found, step)) and bool(places((*found, 0)))
        found = (*found, 0 if in_list else step)
    return found


def _broken(message: str, help: str = "", route: Route = ()) -> Diagnostic:
    return Diagnostic(codes.BROKEN_POLICY, Severity.ERROR, message, route, help=help)
