"""The questions of ``mlsys init`` at a terminal: each has a default; nothing is written before the last."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from mlsys.starter.framing import Framing
    from mlsys.starter.leaks import Leaks
    from mlsys.starter.propose import Proposal

_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z")
_UNDECIDED: Final = "undecided"


def known_columns(leaks: Leaks, away: float) -> Mapping[str, bool]:
    """Ask of each column that tells the target well whether it is known in time.

    Args:
        leaks: the columns that tell it.
        away: the score from which on the default is no.
    """
    return {
        name: click.confirm(
            f"`{name}` tells the target, {found.how}. Is it known at the time of the prediction?",
            default=found.score < away,
            err=True,
        )
        for name, found in leaks.single.items()
    }


def framing(proposal: Proposal) -> Framing:
    """Ask what no table says: objective, decision, delay of the label, costs and the rule of today."""
    from mlsys.spec.tasks import TASK_KINDS
    from mlsys.starter.framing import Framing

    common = Framing(
        metric=_ask("Business metric to move", default=proposal.target.name),
        direction=_direction(),
        action=_ask("What is done because of a prediction? (empty: undecided)"),
        delay=_ask("How long after it is the truth known, such as 30d? (empty: unknown)", check=_duration),
    )
    if not TASK_KINDS[proposal.task].two_classes:
        return common
    return replace(
        common,
        false_positive=_ask("Cost of acting in vain, such as 20 USD (empty: unknown)", check=_cost),
        false_negative=_ask("Cost of missing a case (empty: unknown)", check=_cost),
        rule=_ask("Rule of thumb to beat", default=proposal.rule, check=_rule_over(proposal)),
    )


def _direction() -> str:
    choice = click.Choice(["increase", "decrease", _UNDECIDED])
    answer = click.prompt("Which way should it move?", default=_UNDECIDED, type=choice, err=True)
    return "" if answer == _UNDECIDED else str(answer)


def _ask(question: str, default: str = "", check: Callable[[str], str] = str) -> str:
    """Ask until ``check`` has nothing against the answer."""
    answer = click.prompt(
        question,
        default=default,
        show_default=bool(default),
        value_proc=lambda text: check(text.strip() or default),
        err=True,
    )
    return str(answer)


def _duration(text: str) -> str:
    from mlsys.spec.quantities import Duration

    if text and not re.fullmatch(Duration.PATTERN, text):
        raise click.BadParameter(f"not a duration: {text!r} (write {Duration.FORM}, such as 30d)")
    return text


def _cost(text: str) -> str:
    from mlsys.spec.quantities import Money

    if text and not _NUMBER.match(text) and (text[0] == "-" or not re.fullmatch(Money.PATTERN, text)):
        raise click.BadParameter(f"not a cost: {text!r} (write a number, or an amount such as 20 USD)")
    return text


def _rule_over(proposal: Proposal) -> Callable[[str], str]:
    """Return what checks that a rule parses and mentions only inputs of ``proposal``."""
    from mlsys.starter.names import can_stand_in_a_rule, protected

    inputs = (column.name for column in proposal.features if not protected(column.name))
    features = set(filter(can_stand_in_a_rule, (proposal.aliases.get(name, name) for name in inputs)))

    def check(text: str) -> str:
        from mlsys.diagnostics.suggest import did_you_mean
        from mlsys.spec.expressions import names, parse

        if not text:
            return text
        parsed = parse(text)
        if parsed.expression is None:
            raise click.BadParameter(
                "; ".join(filter(None, (parsed.problems[0].message, parsed.problems[0].help)))
            )
        for name in names(parsed.expression):
            if name.name not in features:
                near = did_you_mean(name.name, features)
                raise click.BadParameter(f"`{name.name}` is no input of the model; {near}".rstrip("; "))
        return text

    return check
