"""``mlsys rules``: the table of everything that is checked."""

from __future__ import annotations

from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.diagnostics.codes import PAGES
from mlsys.diagnostics.page import Page
from mlsys.rules.base import Rule
from mlsys.rules.registry import all_rules

_STAGES = ("prototype", "pilot", "production")


@click.command("rules", short_help="List the rules.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(output: str) -> int:
    """List the rules with the severity of their findings at each stage; also those of trusted sources.

    `mlsys explain CODE` shows the page of a rule.
    """
    others = rules_of_others()
    if output == "json":
        entries = [*map(_page_entry, PAGES.values()), *map(_entry, (*all_rules(), *others))]
        console.out_json(sorted(entries, key=lambda entry: str(entry["code"])))
        return exits.CLEAN
    rows: list[tuple[str, ...]] = [
        (page.code, page.severity.value, f"{page.name}: {page.title}")
        for page in sorted(PAGES.values(), key=lambda page: page.code)
    ]
    rows += [(rule.code, _severities(rule), f"{rule.name}: {rule.title}") for rule in (*all_rules(), *others)]
    rows.sort()
    console.out(console.table(rows, ("code", "severity", "finds"), fit=True))
    console.out()
    console.out(f"{len(rows)} checks; severities of a prototype / pilot / production where they differ")
    return exits.CLEAN


def rules_of_others() -> tuple[Rule, ...]:
    """Return the rules in Python that hold in the working folder and are trusted."""
    from mlsys.inputs import policies_for
    from mlsys.sharing.declarations import settings_file

    settings = settings_file(Path.cwd())[1]
    return tuple(each.rule for each in policies_for(settings).rules)


def _severities(rule: Rule) -> str:
    found = [severity.value if severity else "-" for severity in map(rule.severity.at, _STAGES)]
    return found[0] if len(set(found)) == 1 else "/".join(found)


def _page_entry(page: Page) -> dict[str, object]:
    return {
        "code": page.code,
        "name": page.name,
        "band": "structure",
        "title": page.title,
        "severity": dict.fromkeys(_STAGES, page.severity.value),
        "needs": "spec",
        "requires": [],
        "tasks": [],
        "aliases": [],
    }


def _entry(rule: Rule) -> dict[str, object]:
    severities = {stage: rule.severity.at(stage) for stage in _STAGES}
    return {
        "code": rule.code,
        "name": rule.name,
        "band": rule.band.folder,
        "title": rule.title,
        "severity": {stage: severity.value if severity else None for stage, severity in severities.items()},
        "needs": rule.needs.value,
        "requires": list(rule.requires),
        "tasks": list(rule.tasks),
        "aliases": list(rule.aliases),
    }
