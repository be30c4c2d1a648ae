"""``mlsys explain``: a rule, a field, or a derived number."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.options import PATH, SPEC_NAME, environment_option, format_option
from mlsys.errors import MlsysError

_CODE = re.compile(r"MLS\d{3}\Z", re.IGNORECASE)


@click.command("explain", short_help="Explain a rule, or a field with its value and derivation.")
@click.argument("subject", metavar="CODE|PATH")
@click.argument("spec", metavar="[SPEC]", default=SPEC_NAME, type=PATH)
@environment_option
@format_option
def command(subject: str, spec: Path, environment: str | None, output: str) -> int:
    """Explain a rule by its code or name, a field by its path, or a derived number by its id.

    Of a field: meaning, unit, default, value and where it was written, the numbers that are derived from it
    with their working, and what enforces it. Without SPEC, what the language alone says.

    \b
    mlsys explain MLS401
    mlsys explain requirements.reliability.slos.latency
    mlsys explain serving.replicas examples/telco-churn/mlsystem.yaml
    """  # noqa: D301 - \b keeps click from filling the lines
    from mlsys.cli.rule_page import find_page

    page = find_page(subject)
    if page is not None:
        if output == "json":
            console.out_json(page.data())
        else:
            console.out(page.text())
        return exits.CLEAN
    if _CODE.match(subject):
        raise _unknown_code(subject)
    return _explain_field(subject, spec, environment, output)


def _unknown_code(code: str) -> click.UsageError:
    from mlsys.cli.rule_page import known_codes

    near = get_close_matches(code.upper(), known_codes(), n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return click.UsageError(f"there is no rule {code.upper()}{hint} (`mlsys rules` lists them)")


def _explain_field(subject: str, spec: Path, environment: str | None, output: str) -> int:
    from mlsys.cli.building import prepare
    from mlsys.cli.field_page import describe, render
    from mlsys.route import parse_route

    try:
        route = parse_route(subject)
    except ValueError as error:
        raise click.UsageError(f"{error}; give a rule's code or a path such as metrics.pr_auc.gate") from None
    prepared = prepare(spec, environment, strict=False) if spec.exists() else None
    if prepared is None and str(spec) != SPEC_NAME:
        raise MlsysError(f"{spec} does not exist", help="check the path")
    page = describe(subject, route, prepared)
    console.out_json(page) if output == "json" else console.out(render(page))
    return exits.CLEAN
