"""``mlsys explain``: a rule, a field, a derived number, a metric or a type of task."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlsys.cli import console, exits
from mlsys.cli.options import PATH, SPEC_NAME, environment_option, format_option
from mlsys.diagnostics.suggest import closest
from mlsys.errors import MlsysError

if TYPE_CHECKING:
    from mlsys.judge import Judgement

_CODE = re.compile(r"MLS\d{3}\Z", re.IGNORECASE)


@click.command("explain", short_help="Explain a rule, a field with its value, a metric or a task.")
@click.argument("subject", metavar="CODE|PATH|METRIC|TASK")
@click.argument("spec", metavar="[SPEC]", default=SPEC_NAME, type=PATH)
@environment_option
@format_option
def command(subject: str, spec: Path, environment: str | None, output: str) -> int:
    """Explain a rule by its code or name, a field by its path, a derived number, a metric or a type of task.

    Of a field: meaning, unit, default, value, every place that contributed to it, the numbers that are
    derived from it with their working, and what enforces it. Without SPEC, what the language alone says.

    \b
    mlsys explain MLS401
    mlsys explain requirements.reliability.slos.latency
    mlsys explain serving.replicas examples/telco-churn/mlsystem.yaml
    mlsys explain pr_auc
    mlsys explain binary
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
    checked = _examine(spec, environment)
    if _explain_topic(subject, checked, output):
        return exits.CLEAN
    return _explain_field(subject, checked, output)


def _examine(spec: Path, environment: str | None) -> Judgement | None:
    """Return what is known about the document; a document with findings is explained all the same."""
    from mlsys import pipeline
    from mlsys.judge import Options

    if spec.exists():
        return pipeline.check(spec, Options(environment, every_environment=False, project=True))
    if str(spec) != SPEC_NAME:
        raise MlsysError(f"{spec} does not exist", help="check the path")
    return None


def _explain_topic(subject: str, checked: Judgement | None, output: str) -> bool:
    from mlsys.cli import topic_page

    page = topic_page.find_topic(subject, checked)
    if page is not None:
        console.out_json(page) if output == "json" else console.out(topic_page.render(page))
    return page is not None


def _unknown_code(code: str) -> click.UsageError:
    from mlsys.cli.rule_page import known_codes

    near = closest(code.upper(), known_codes())
    hint = f"; did you mean {near}?" if near else ""
    return click.UsageError(f"there is no rule {code.upper()}{hint} (`mlsys rules` lists them)")


def _explain_field(subject: str, checked: Judgement | None, output: str) -> int:
    from mlsys.cli.building import tell
    from mlsys.cli.field_page import describe, render
    from mlsys.route import parse_route

    try:
        route = parse_route(subject)
    except ValueError as error:
        raise click.UsageError(f"{error}; give a rule's code or a path such as metrics.pr_auc.gate") from None
    page = describe(subject, route, checked)
    console.out_json(page) if output == "json" else console.out(render(page))
    if checked is not None and checked.system is None:
        # What the language says stands above; what the document says is known in part at best.
        tell(checked.report)
        return exits.FINDINGS if checked.tree is None else exits.CLEAN
    return exits.CLEAN
