"""What a rule is.

A rule is one file ``rules/<band>/mls401_metric_not_for_task.py``. Its docstring is its page (what it finds,
why it matters, what to do, source); its ``RULE`` names the code, the severity by stage, what it needs to
know, and one document that is fine and one that is not. Tests, ``explain`` and the reference derive from it.
"""

from __future__ import annotations

import enum
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from mlsys.diagnostics import Anchor, Fix, Related, Severity
from mlsys.route import Route
from mlsys.spec.task_kinds import Asks
from mlsys.spec.tasks import names_of

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.profile.model import Profile


class Band(enum.Enum):
    """A group of rules; the first digit of the code and the folder that holds them."""

    STRUCTURE = (0, "Structure, references, policy")
    BUSINESS = (1, "Business and stakeholders")
    FRAMING = (2, "Framing")
    DATA = (3, "Data, labels, features")
    METRICS = (4, "Metrics, evaluation, baseline")
    RELIABILITY = (5, "Reliability and monitoring")
    SCALABILITY = (6, "Scalability, serving, cost")
    MAINTAINABILITY = (7, "Maintainability")
    ADAPTABILITY = (8, "Adaptability")
    EXPERIMENT = (9, "Experiment and constraints")

    @property
    def folder(self) -> str:
        """The package below ``mlsys.rules`` that holds the rules of the band."""
        return self.name.lower()

    @property
    def title(self) -> str:
        """The heading of the band."""
        return self.value[1]

    @classmethod
    def of(cls, code: str) -> Band:
        """Return the band of a rule code such as ``MLS401``."""
        return _BANDS[code[-3]]


OTHER_CODE: Final = re.compile(r"(?!MLS)[A-Z]{2,10}[0-9]{3}")
"""The code of a rule that others bring."""
_BANDS = {str(band.value[0]): band for band in Band}


class Needs(enum.Enum):
    """What a rule has to know before it can judge."""

    SPEC = "spec"
    """The text of the document alone."""
    ESTIMATES = "estimates"
    """Numbers that the document declares or leaves open; silent when they are open."""
    DATA = "data"
    """A profile of the data."""
    DIFF = "diff"
    """The previous version of the document."""


@dataclass(frozen=True, slots=True)
class Severities:
    """How severe a finding is at each stage; ``None`` is silence."""

    prototype: Severity | None
    pilot: Severity | None
    production: Severity | None

    def at(self, stage: str) -> Severity | None:
        """Return the severity at a ``metadata.stage``."""
        return {"prototype": self.prototype, "pilot": self.pilot}.get(stage, self.production)


def always(severity: Severity) -> Severities:
    """Return the same severity at every stage: for contradictions, which no stage excuses."""
    return Severities(severity, severity, severity)


def omission(severity: Severity) -> Severities:
    """Return severities for something left out: silent in a prototype, milder in a pilot."""
    if severity in (Severity.ERROR, Severity.DANGER):
        return Severities(None, Severity.WARNING, severity)
    return Severities(None, Severity.NOTE if severity is Severity.WARNING else None, severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about one place; becomes a diagnostic with the rule's code and severity."""

    route: Route
    message: str
    """A terse phrase that stands alone, with the numbers of this document."""
    help: str = ""
    """A concrete way out, as an imperative phrase."""
    note: str = ""
    """The arithmetic, or why it matters."""
    related: tuple[Related, ...] = ()
    """The other half of a contradiction."""
    fix: Fix | None = None
    anchor: Anchor = Anchor.VALUE


Check: TypeAlias = "Callable[[System], Iterable[Finding]]"


@dataclass(frozen=True, slots=True)
class Example:
    """A document in short: entries laid over a complete one; ``~`` removes an entry."""

    text: str
    base: str = "binary"
    """Which complete document it is laid over."""
    profile: Profile | None = None
    """What a look at the data showed, for rules that need data; columns that it leaves out are sound."""
    previous: str | None = None
    """The document before, in the same short form, for rules that compare."""


def examples(
    *texts: str, base: str = "binary", profile: Profile | None = None, previous: str | None = None
) -> tuple[Example, ...]:
    """Return documents that are all laid over the same one."""
    return tuple(Example(text, base, profile, previous) for text in texts)


@dataclass(frozen=True, slots=True)
class Rule:
    """A semantic check with its documentation and examples."""

    code: str
    """Stable for ever: ``MLS401``."""
    name: str
    """The name for people, in the file name and in lists: ``metric-not-for-task``."""
    severity: Severities
    check: Check
    good: tuple[Example, ...] = ()
    """Documents without a finding of this rule: the usual one, then one just within each threshold."""
    bad: tuple[Example, ...] = ()
    """Documents with this finding and no other: the plain one, then one just beyond each threshold."""
    needs: Needs = Needs.SPEC
    requires: tuple[str, ...] = ()
    """Paths that must be declared; the rule is skipped, and says so, while one is missing."""
    about: Asks | None = None
    """Which types of tasks the rule is about, by their properties; unset: all."""
    minds_faults: bool = False
    """Whether the check itself leaves out what rests on `System.faults`; else it is watched for that."""
    aliases: tuple[str, ...] = ()
    """Codes that the rule had before; suppressions and selections may still use them."""

    @property
    def band(self) -> Band:
        """The group that the code puts the rule in."""
        return Band.of(self.code)

    @property
    def tasks(self) -> tuple[str, ...]:
        """The types of tasks that the rule is about; empty for all."""
        return () if self.about is None else names_of(self.about)

    @property
    def doc(self) -> str:
        """The page of the rule in Markdown: the docstring of its module."""
        return sys.modules[self.check.__module__].__doc__ or ""

    @property
    def title(self) -> str:
        """The first line of the page, without its full stop."""
        return self.doc.partition("\n")[0].rstrip(".")
