"""The pages of the rules: a table of all, and a page for each band."""

from __future__ import annotations

import inspect
import re

from mlsys.diagnostics.codes import PAGES
from mlsys.diagnostics.page import Page
from mlsys.reference.markdown import code, codes, fence, page, table
from mlsys.rules.base import Band, Needs, Rule
from mlsys.rules.registry import all_rules

_STAGES = ("prototype", "pilot", "production")
_SHAPE = "text-and-shape"
_HEADING = re.compile(r"^## (.*)$", re.MULTILINE)
_NEEDS = {
    Needs.SPEC: "",
    Needs.ESTIMATES: "estimates",
    Needs.DATA: "a profile of the data",
    Needs.DIFF: "the document before",
}
_INTRO = """`error` is never suppressible; `danger` fails the run unless it is suppressed with rule, path,
reason, owner and expiry; `warning` and `note` never fail it. Severities are those of a prototype / pilot /
production where they differ, `-` is silence. A rule that needs something the document does not have is
skipped, and the summary says so."""


def render() -> dict[str, str]:
    """Return the pages by their paths."""
    pages = {"rules.md": _table()}
    shape = [_shape(found) for found in sorted(PAGES.values(), key=lambda found: found.code)]
    pages[f"rules/{_SHAPE}.md"] = page("Text, shape and project", *shape)
    for band in Band:
        rules = [rule for rule in all_rules() if rule.band is band]
        pages[f"rules/{band.folder}.md"] = page(band.title, *(_rule(rule) for rule in rules))
    return pages


def _table() -> str:
    rows = [
        (f"[{found.code}](rules/{_SHAPE}.md#{found.code})", found.title, found.severity.value, "")
        for found in PAGES.values()
    ]
    rows += [
        (f"[{rule.code}](rules/{rule.band.folder}.md#{rule.code})", rule.title, severities(rule), needs(rule))
        for rule in all_rules()
    ]
    return page("Rules", _INTRO, table(("code", "finds", "severity", "needs"), sorted(rows)))


def severities(rule: Rule) -> str:
    """Return the severities of a rule by stage, as one where they agree."""
    found = [severity.value if severity else "-" for severity in map(rule.severity.at, _STAGES)]
    return found[0] if len(set(found)) == 1 else " / ".join(found)


def needs(rule: Rule) -> str:
    """Return what has to be known before the rule can judge."""
    return ", ".join(part for part in (_NEEDS[rule.needs], codes(rule.requires)) if part)


def _rule(rule: Rule) -> str:
    title, _, body = inspect.cleandoc(rule.doc).partition("\n")
    facts = [f"*{severities(rule)}*"]
    if rule.tasks:
        facts.append(f"only for {codes(rule.tasks)}")
    if needs(rule):
        facts.append(f"needs {needs(rule)}")
    if rule.aliases:
        facts.append(f"formerly {codes(rule.aliases)}")
    return "\n\n".join(
        (
            f'<a id="{rule.code}"></a>\n\n## {rule.code} {rule.name}',
            f"{title} {'; '.join(facts)}.",
            _HEADING.sub(r"**\1**\n", body.strip()),
            f"Found in {_base(rule.bad[0].base)}",
            fence(inspect.cleandoc(rule.bad[0].text)),
            "Not found in",
            fence(inspect.cleandoc(rule.good[0].text)),
        )
    )


def _base(name: str) -> str:
    return f"a document of type {code(name)} with"


def _shape(found: Page) -> str:
    parts = [f'<a id="{found.code}"></a>\n\n## {found.code} {found.name}']
    parts += [f"{found.title[:1].upper()}{found.title[1:]}. *{found.severity.value}*.", found.text]
    parts += ["Found in", fence(found.bad)] if found.bad else []
    parts += ["Not found in", fence(found.good)] if found.good else []
    return "\n\n".join(parts)
