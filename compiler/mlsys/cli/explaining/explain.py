"""``mlsys explain``: a rule, a field, a derived number, a metric or a type of task."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlsys.cli import console, exits
from mlsys.cli.compiling.plans import tell
from mlsys.cli.explaining.page_text import page_text
from mlsys.cli.explaining.rules import rules_of_others
from mlsys.cli.options import PATH, SPEC_NAME, environment_option, format_option
from mlsys.errors import MlsysError

if TYPE_CHECKING:
    from mlsys.judge import Judgement


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
    from mlsys.pages import UnknownSubject, explain, is_rule

    others = rules_of_others()
    judgement = None if is_rule(subject, others) else _examine(spec, environment)
    try:
        page = explain(subject, judgement, others)
    except UnknownSubject as error:
        raise click.UsageError(str(error)) from None
    console.out_json(page) if output == "json" else console.out(page_text(page))
    if judgement is None or judgement.system is not None or not ({"path", "derivation"} & page.keys()):
        return exits.CLEAN
    # What the language says stands above; what the document says is known in part at best.
    tell(judgement.report)
    return exits.FINDINGS if judgement.tree is None else exits.CLEAN


def _examine(spec: Path, environment: str | None) -> Judgement | None:
    """Return what is known about the document; a document with findings is explained all the same."""
    from mlsys import pipeline
    from mlsys.judge import Options

    if spec.exists():
        return pipeline.check(spec, Options(environment, every_environment=False, project=True))
    if str(spec) != SPEC_NAME:
        raise MlsysError(f"{spec} does not exist", help="check the path")
    return None
