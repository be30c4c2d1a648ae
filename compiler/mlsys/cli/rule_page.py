"""The page of a rule or of a structural finding."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass

from mlsys.cli import console


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

    def data(self) -> dict[str, object]:
        """Return the page as plain data."""
        return {name: getattr(self, name) for name in self.__slots__}

    def text(self) -> str:
        """Return the page as text for people."""
        parts = [
            console.style(f"{self.code} {self.name}", "bold"),
            f"{self.title} ({self.severity})",
            "",
            self.body,
        ]
        for title, example in self.examples.items():
            parts += ["", console.style(title, "bold"), _indented(example)]
        return "\n".join(parts)


def find_page(subject: str) -> RulePage | None:
    """Return the page of the rule or finding called ``subject``: a code, a former code, or a name."""
    from mlsys.diagnostics.codes import PAGES
    from mlsys.rules.registry import find_rule

    rule = find_rule(subject)
    if rule is not None:
        severities = {stage: rule.severity.at(stage) for stage in ("prototype", "pilot", "production")}
        words = [
            f"{severity.value if severity else 'silent'} in {stage}" for stage, severity in severities.items()
        ]
        _, _, body = inspect.cleandoc(rule.doc).partition("\n")
        examples = {"Found in": rule.bad.text, "Not found in": rule.good.text}
        return RulePage(rule.code, rule.name, rule.title, ", ".join(words), body.strip(), examples)
    wanted = subject.strip()
    for page in PAGES.values():
        if wanted.upper() == page.code or wanted.lower() == page.name:
            named = {"Found in": page.bad, "Not found in": page.good}
            examples = {title: text for title, text in named.items() if text}
            return RulePage(page.code, page.name, page.title, page.severity.value, page.text, examples)
    return None


def known_codes() -> list[str]:
    """Return every code that has a page."""
    from mlsys.diagnostics.codes import PAGES
    from mlsys.rules.registry import all_rules

    return sorted({*PAGES, *(rule.code for rule in all_rules())})


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in inspect.cleandoc(text).split("\n"))
