"""The page of a rule or of a structural finding."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlsys.rules.base import Rule


@dataclass(frozen=True, slots=True)
class RulePage:
    """What ``mlsys explain CODE`` shows."""

    code: str
    name: str
    title: str
    severity: str
    body: str
    """Markdown."""
    examples: Mapping[str, str]
    needs: str = ""
    """What must be known before the rule can judge, as a phrase."""
    tasks: tuple[str, ...] = ()
    """The only types of tasks that it is about; empty for all."""
    formerly: tuple[str, ...] = ()
    """Codes that it had before."""

    def data(self) -> dict[str, object]:
        """Return the page as plain data."""
        return asdict(self)


def find_page(subject: str, others: Sequence[Rule] = ()) -> RulePage | None:
    """Return the page of the rule or finding called ``subject``: a code, a former code, or a name.

    Args:
        subject: how it is called.
        others: rules beside those of mlsys.
    """
    from mlsys.diagnostics.codes import PAGES
    from mlsys.rules.registry import find_rule

    rule = find_rule(subject, others)
    if rule is not None:
        severities = {stage: rule.severity.at(stage) for stage in ("prototype", "pilot", "production")}
        words = [
            f"{severity.value if severity else 'silent'} in {stage}" for stage, severity in severities.items()
        ]
        _, _, body = inspect.cleandoc(rule.doc).partition("\n")
        documents = {"Found in": rule.bad, "Not found in": rule.good}
        examples = {title: shown[0].text for title, shown in documents.items() if shown}
        severity, needs = ", ".join(words), _needs(rule)
        return RulePage(
            rule.code,
            rule.name,
            rule.title,
            severity,
            body.strip(),
            examples,
            needs,
            rule.tasks,
            rule.aliases,
        )
    wanted = subject.strip()
    for page in PAGES.values():
        if wanted.upper() == page.code or wanted.lower() == page.name:
            named = {"Found in": page.bad, "Not found in": page.good}
            examples = {title: text for title, text in named.items() if text}
            return RulePage(page.code, page.name, page.title, page.severity.value, page.text, examples)
    return None


def _needs(rule: Rule) -> str:
    from mlsys.rules.base import Needs

    words = {Needs.DATA: "a profile of the data", Needs.DIFF: "the document before"}
    return ", ".join(filter(None, (words.get(rule.needs, ""), *rule.requires)))


def known_codes() -> list[str]:
    """Return every code that has a page."""
    from mlsys.diagnostics.codes import PAGES
    from mlsys.rules.registry import all_rules

    return sorted({*PAGES, *(rule.code for rule in all_rules())})
