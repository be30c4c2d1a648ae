"""Coverage: each declared leaf is enforced, manual with evidence, or a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from blueprint_support import SMALL, catalogue_of, make_system, write_blueprint
from mlsys.diagnostics import Severity
from mlsys.planning.build import plan
from mlsys.planning.claims import Claim
from mlsys.planning.coverage import Coverage, Standing, claimed_leaves, coverage_findings, measure_coverage
from mlsys.route import format_route, parse_route


@pytest.mark.parametrize(
    ("claim", "route", "covered"),
    [
        ("metrics", "metrics.pr_auc.gate.min", True),
        ("metrics.pr_auc.gate.min", "metrics.pr_auc.gate.min", True),
        ("metrics.pr_auc.gate.min", "metrics.pr_auc.gate", False),
        ("metrics.*.gate", "metrics.pr_auc.gate.min", True),
        ("metrics.*.gate", "metrics.pr_auc.role", False),
        ("**.objective", "requirements.reliability.slos.latency.objective", True),
        ("data.features.**", "data.features.tenure.range", True),
        ("data.features.**.range", "data.features.tenure.range", True),
        ("objectives.links.*.ml", "objectives.links[0].ml", True),
        ("objectives.links[0].ml", "objectives.links[0].ml", True),
        ("metric", "metrics.pr_auc", False),
        ('data.features["total.charges"]', 'data.features["total.charges"].range', True),
    ],
)
def test_claims_are_globs_that_cover_what_is_below(claim: str, route: str, covered: bool) -> None:
    assert Claim(claim).covers(parse_route(route)) is covered


def coverage(tmp_path: Path, enforces: str, text: str = SMALL) -> Coverage:
    folder = write_blueprint(tmp_path, "holder", f"enforces: {enforces}")
    made = plan(make_system(text), catalogue_of(folder))
    assert made.value is not None, made.diagnostics
    return measure_coverage(made.value)


def standings(found: Coverage) -> dict[str, str]:
    return {format_route(claim.route): claim.standing.value for claim in found.claims}


def test_each_leaf_stands_one_way(tmp_path: Path) -> None:
    text = SMALL + (
        "enforcement: {task: {evidence: minutes.md}}\nx-note: 1\n"
        "environments: {prod: {stage: production, overlay: {metrics: {pr_auc: {gate: {min: 0.7}}}}}}\n"
        "data: {classes: [a, b]}\n"
    )
    enforces = "[{claim: [metrics, data], by: note.txt, kind: doc}, {claim: data, by: note.txt, kind: test}]"
    found = coverage(tmp_path, enforces, text)
    assert standings(found) == {
        "metadata.name": "unenforced",
        "metadata.stage": "unenforced",
        "task.type": "manual",
        "task.prediction.mode": "manual",
        "metrics.pr_auc.role": "stated",
        "metrics.pr_auc.gate.min": "stated",
        "requirements.reliability.slos.latency.sli": "unenforced",
        "requirements.reliability.slos.latency.objective": "unenforced",
        "requirements.reliability.slos.uptime.sli": "unenforced",
        "requirements.reliability.slos.uptime.objective": "unenforced",
        "environments.prod.stage": "unenforced",
        "environments.prod.overlay.metrics.pr_auc.gate.min": "stated",
        "data.classes": "enforced",
    }
    assert found.count(Standing.MANUAL) == 2
    assert [claim.evidence for claim in found.claims if claim.standing is Standing.MANUAL] == [
        "minutes.md"
    ] * 2


def test_a_finding_stands_at_the_largest_part_without_enforcement(tmp_path: Path) -> None:
    claims = "[metadata, task, '**.sli', requirements.reliability.slos.latency]"
    enforces = f"[{{claim: {claims}, by: note.txt, kind: doc}}]"
    found = list(coverage_findings(coverage(tmp_path, enforces), "production"))
    assert [(format_route(f.route), f.severity) for f in found] == [
        ("metrics", Severity.DANGER),
        ("requirements.reliability.slos.uptime.objective", Severity.DANGER),
    ]
    assert "(2 fields)" in found[0].message


@pytest.mark.parametrize(("stage", "severity"), [("prototype", Severity.NOTE), ("pilot", Severity.WARNING)])
def test_the_stage_decides_how_severe_it_is(tmp_path: Path, stage: str, severity: Severity) -> None:
    assert {f.severity for f in coverage_findings(coverage(tmp_path, "[]"), stage)} == {severity}


def test_every_claim_of_a_blueprint_can_be_looked_up(tmp_path: Path) -> None:
    found = coverage(tmp_path, "[{claim: metrics, by: 'note.txt#x', kind: gate, saboteur: note.txt}]")
    (claim,) = (c for c in found.claims if format_route(c.route) == "metrics.pr_auc.gate.min")
    (enforcement,) = claim.enforcements
    assert (enforcement.by, enforcement.anchor, enforcement.saboteur) == ("note.txt", "x", "note.txt")


def test_what_speaks_to_the_compiler_claims_nothing() -> None:
    tree = make_system(
        "apiVersion: x\nkind: y\nextends: [a.yaml]\nsuppressions: [{rule: MLS101}]\n"
        "metadata: {name: n, x-team: t}\nenforcement: {}\n"
    ).tree
    assert [format_route(route) for route in claimed_leaves(tree)] == ["metadata.name"]
