"""Rules in Python that an organisation brings: run where they are trusted, and judged like those of mlsys.

Nothing passes by silence: what is not trusted, cannot be imported or fails on a document is a finding, and
fails the validation.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mlsys.blueprints.condition import ConditionError
from mlsys.diagnostics import Diagnostic, Severity, codes
from mlsys.planning.namespace import Namespace
from mlsys.policies.hold import excepted
from mlsys.route import parse_route
from mlsys.rules.base import OTHER_CODE, Finding, Rule
from mlsys.rules.run import run
from mlsys.rules.selection import Selection
from mlsys.rules.suppress import MLS011, Ledger
from mlsys.trust.modules import modules_of
from mlsys.trust.record import is_trusted

if TYPE_CHECKING:
    from types import ModuleType

    from mlsys.blueprints.condition import Condition
    from mlsys.ir.system import System
    from mlsys.policies.read import Policies
    from mlsys.spec.policy import PolicyException

RULES_FOLDER: Final = "rules"
"""Of a collection, a blueprint; its modules are rules, but for those whose names begin with an underscore."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """The rules of a collection or a blueprint, as contents."""

    what: str
    """How messages call it."""
    name: str
    sha256: str
    """What it is trusted by: the digest of all that it consists of, not of the rules alone."""
    version: str
    folder: str
    """Where the modules lie, for what is told of them."""
    modules: Mapping[str, str]
    """Their texts by name."""
    mandatory: frozenset[str] = frozenset()
    """Modules whose rules only an exception lifts."""
    contact: str = ""
    when: Condition | None = None
    """The systems that the rules are about; unset: all."""

    @property
    def label(self) -> str:
        """What a lock calls it."""
        return f"{self.what.partition(' ')[0]}:{self.name}"


@dataclass(frozen=True, slots=True)
class PluginRule:
    """A rule that may run."""

    rule: Rule
    module: str
    plugin: Plugin

    @property
    def mandatory(self) -> bool:
        """Whether only an exception lifts it."""
        return self.module in self.plugin.mandatory


def load_rules(plugins: Iterable[Plugin]) -> tuple[tuple[PluginRule, ...], tuple[Diagnostic, ...]]:
    """Return the rules of those ``plugins`` that are trusted, and what is wrong with the others.

    Raises:
        MlsysError: if what the user trusts cannot be read.
    """
    rules: dict[str, PluginRule] = {}
    found: list[Diagnostic] = []
    for plugin in plugins:
        if not is_trusted(plugin.name, plugin.sha256):
            found.append(_untrusted(plugin))
            continue
        try:
            modules = modules_of(plugin.sha256, plugin.modules, plugin.folder)
        except (Exception, SystemExit) as error:
            found.append(
                _broken(f"the rules of {plugin.what} cannot be imported: {_told(error, plugin)}", plugin)
            )
            continue
        for name, module in modules.items():
            rule = getattr(module, "RULE", None)
            if not isinstance(rule, Rule):
                found.append(_broken(f"{plugin.what}: rules/{name}.py has no `RULE`", plugin))
            elif wrong := _misfit(rule, module):
                found.append(_broken(f"{plugin.what}: rules/{name}.py {wrong}", plugin))
            elif (other := rules.setdefault(rule.code, PluginRule(rule, name, plugin))).rule is not rule:
                message = f"{plugin.what} and {other.plugin.what} both have a rule {rule.code}"
                found.append(_broken(message, plugin))
    return tuple(rules.values()), tuple(found)


def _misfit(rule: Rule, module: ModuleType) -> str:
    """Return why ``rule`` cannot stand beside those of mlsys; empty if it can."""
    if not OTHER_CODE.fullmatch(rule.code):
        return f"has the code `{rule.code}`; others have letters of their own and three digits, `ACME101`"
    if not (module.__doc__ or "").strip():
        return "has no docstring, which is the page of its rule"
    try:
        for place in rule.requires:
            parse_route(place)
    except ValueError as error:
        return f"requires no place of a document: {error}"
    return ""


def judged(
    system: System, policies: Policies, selection: Selection, ledger: Ledger
) -> tuple[tuple[Diagnostic, ...], tuple[str, ...]]:
    """Return what the rules of others find in ``system``, and the codes of those that ran.

    What is mandatory is neither suppressed nor left out; of the rest, documents and selections decide as
    they do of rules of mlsys.
    """
    failures: list[Diagnostic] = []
    about = [each for each in policies.rules if _applies(each, system, failures)]
    free = run(
        system,
        select=selection.select,
        ignore=selection.ignore,
        severities=selection.severities,
        rules=[_guarded(each, failures) for each in about if not each.mandatory],
        ledger=ledger,
    )
    strict = {each.rule.code: each for each in about if each.mandatory}
    held = run(system, rules=[_guarded(each, failures) for each in strict.values()], ledger=Ledger())
    bound = (
        _bound(finding, strict[finding.code].plugin, policies, system)
        for finding in (*held.diagnostics, *held.suppressed)
    )
    found = (*free.diagnostics, *bound, *_misdirected(system, policies), *dict.fromkeys(failures))
    return found, (*free.ran, *held.ran)


def exceptions_from(code: str, plugin: Plugin, policies: Policies) -> Iterator[PolicyException]:
    """Yield what the policies of the same source say of a rule; no other may except from it."""
    for policy in policies.loaded:
        if policy.text[0].startswith(f"{plugin.name}://"):
            yield from (each for each in policy.spec.exceptions if each.rule == code)


def _bound(finding: Diagnostic, plugin: Plugin, policies: Policies, system: System) -> Diagnostic:
    ask = f"ask {plugin.contact} for an exception from `{finding.code}`"
    told = replace(finding, help="; or ".join(filter(None, (finding.help, ask))))
    granted = [e for e in exceptions_from(finding.code, plugin, policies) if e.system == system.name]
    return excepted(told, max(granted, key=lambda e: e.expires), system) if granted else told


def _misdirected(system: System, policies: Policies) -> Iterator[Diagnostic]:
    """Yield what is wrong with suppressions of rules of others; MLS011 tells of all else."""
    known = {each.rule.code: each for each in policies.rules}
    for index, entry in enumerate(system.spec.suppressions):
        rule = known.get(entry.rule)
        if rule is not None and rule.mandatory:
            message = f"suppression of {entry.rule}: it is mandatory in {rule.plugin.what}"
            help_ = f"ask {rule.plugin.contact} for an exception"
        elif rule is None and OTHER_CODE.fullmatch(entry.rule) and not policies.found:
            message, help_ = f"suppression of {entry.rule}: there is no such rule", "`mlsys rules` lists them"
        else:
            continue
        yield Diagnostic(MLS011, Severity.ERROR, message, ("suppressions", index, "rule"), help=help_)


def _applies(each: PluginRule, system: System, failures: list[Diagnostic]) -> bool:
    try:
        return each.plugin.when is None or Namespace(system, {}).holds(each.plugin.when)
    except ConditionError as error:
        failures.append(_broken(f"{each.plugin.what} cannot be judged by: {error}", each.plugin))
        return False


def _guarded(each: PluginRule, failures: list[Diagnostic]) -> Rule:
    """Return the rule of ``each``, of which a failure is a finding."""

    def check(system: System) -> tuple[Finding, ...]:
        try:
            if each.rule.about is not None and not each.rule.about(system.task_kind):
                return ()
            found = tuple(each.rule.check(system))
            for finding in found:
                if not (
                    isinstance(finding, Finding) and isinstance(finding.route, tuple) and finding.message
                ):
                    raise TypeError(f"it yields {finding!r:.60}, which is no finding")
        except (Exception, SystemExit) as error:
            told = f"rule {each.rule.code} of {each.plugin.what} failed: {_told(error, each.plugin)}"
            failures.append(_broken(told, each.plugin))
            return ()
        return found

    return replace(each.rule, check=check, about=None)


def _told(error: BaseException, plugin: Plugin) -> str:
    """Return what was raised and, where that is one of the modules, in which line."""
    what = f"{type(error).__name__}: {' '.join(str(error).split())}".removesuffix(": ")
    if isinstance(error, SyntaxError) and error.filename:
        return f"{what}"
    prefix = f"{plugin.folder}/"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(prefix)]
    return f"{what} ({frames[-1].filename.removeprefix(prefix)}:{frames[-1].lineno})" if frames else what


def _untrusted(plugin: Plugin) -> Diagnostic:
    names = ", ".join(f"`{RULES_FOLDER}/{name}.py`" for name in sorted(plugin.modules))
    return _broken(
        f"{plugin.what} has rules in Python, which are not trusted here: {names}",
        plugin,
        f"read them, then `mlsys trust {plugin.name}`; in CI, "
        f"MLSYS_TRUST={plugin.name}@sha256:{plugin.sha256}",
    )


def _broken(message: str, plugin: Plugin, help: str = "") -> Diagnostic:
    return Diagnostic(codes.BROKEN_POLICY, Severity.ERROR, message, help=help or f"tell {plugin.contact}")
