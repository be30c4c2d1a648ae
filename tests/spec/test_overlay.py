"""Parents and environments: what an overlay may say, and where findings about it point."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import Field

from mlsys.diagnostics import Result, codes
from mlsys.errors import MlsysError
from mlsys.source import SourceFile
from mlsys.spec.fields import DEFAULTS, Meaning, Merge, Section, Tighten
from mlsys.spec.overlay import resolve
from mlsys.spec.types import Free
from mlsys.syntax.nodes import Mapping, Node, find, to_plain
from mlsys.syntax.reader import read


class Identity(Section, merge=Merge.FIXED):
    name: Annotated[str, Meaning("A name.")] = ""
    stage: Annotated[str, Meaning("A stage.", merge=Merge.OVERRIDE)] = ""


class Question(Section, merge=Merge.FIXED):
    type: Annotated[str, Meaning("A type.")] = ""
    threshold: Annotated[float, Meaning("A threshold.", merge=Merge.OVERRIDE)] = 0.5


class Limits(Section, merge=Merge.MEET):
    latency: Annotated[str, Meaning("An end.", tighten=Tighten.LOWER)] = ""
    objective: Annotated[str, Meaning("A start.", tighten=Tighten.HIGHER)] = ""
    regions: Annotated[tuple[str, ...], Meaning("Permissions.", tighten=Tighten.SUBSET)] = ()
    values: Annotated[str, Meaning("A range.", tighten=Tighten.NARROWER)] = ""
    docs: Annotated[tuple[str, ...], Meaning("Duties.", tighten=Tighten.SUPERSET)] = ()
    level: Annotated[
        Literal["statistical", "tolerance", "bitwise"], Meaning("A choice.", tighten=Tighten.LATER)
    ] = "statistical"
    basis: Annotated[str, Meaning("Without an order.", tighten=Tighten.EQUAL)] = ""


class Document(Section):
    metadata: Annotated[Identity, Meaning("Who.", merge=Merge.FIXED)] = DEFAULTS
    task: Annotated[Question, Meaning("What.", merge=Merge.FIXED)] = DEFAULTS
    infra: Annotated[Free, Meaning("How.")] = Field(default_factory=dict)
    stakeholders: Annotated[tuple[Free, ...], Meaning("For whom.", merge=Merge.APPEND)] = ()
    limits: Annotated[Limits, Meaning("How well.", merge=Merge.MEET)] = DEFAULTS


BASE = """\
metadata: {name: a, stage: production}
task: {type: binary, threshold: 0.5}
infra: {replicas: {min: 3, max: 8}, region: eu}
stakeholders: [{role: owner}]
"""
BASE += (
    'limits: {latency: 100ms, values: "-5..1000", objective: 99%, regions: [eu, us], docs: [card], '
    "level: tolerance, basis: consent}\n"
)


def tree(text: str, name: str = "mlsystem.yaml") -> Node:
    value = read(SourceFile(name, text)).value
    assert value is not None
    return value


def in_environment(overlay: str, extra: str = "") -> Result[Node]:
    text = f"{BASE}environments:\n  prod: {{{extra}overlay: {overlay}}}\n"
    return resolve(tree(text), _no_parents, "prod", Document)


def _no_parents(name: str, _: str) -> Result[Node]:
    raise MlsysError(f"{name} does not exist", help="check the path")


def plain(result: Result[Node], *route: str) -> object:
    assert result.value is not None
    node = find(result.value, route)
    return None if node is None else to_plain(node)


def test_override_merges_mappings_and_replaces_the_rest() -> None:
    result = in_environment("{infra: {replicas: {min: 5}, zones: [a]}}")
    assert not result.diagnostics
    assert plain(result, "infra") == {"replicas": {"min": 5, "max": 8}, "region": "eu", "zones": ["a"]}


def test_null_takes_an_entry_away() -> None:
    assert plain(in_environment("{infra: {region: null}}"), "infra") == {"replicas": {"min": 3, "max": 8}}


def test_append_keeps_both_and_repeats_nothing() -> None:
    result = in_environment("{stakeholders: [{role: owner}, {role: operations}]}")
    assert plain(result, "stakeholders") == [{"role": "owner"}, {"role": "operations"}]


@pytest.mark.parametrize(
    "overlay",
    [
        "{latency: 50ms}",
        "{latency: 0.1s}",
        "{objective: 99.9%}",
        "{objective: 0.99}",
        "{regions: [eu]}",
        "{docs: [card, runbook]}",
        "{level: bitwise}",
        "{basis: consent}",
    ],
)
def test_a_requirement_may_be_tightened_or_said_again(overlay: str) -> None:
    assert in_environment(f"{{limits: {overlay}}}").diagnostics == ()


@pytest.mark.parametrize(
    "overlay",
    [
        "{latency: 1s}",
        "{objective: 98%}",
        "{objective: 0.9}",
        "{regions: [eu, ap]}",
        "{docs: []}",
        "{level: statistical}",
        "{basis: contract}",
        "{latency: null}",
    ],
)
def test_a_requirement_may_not_be_loosened(overlay: str) -> None:
    (finding,) = in_environment(f"{{limits: {overlay}}}").diagnostics
    assert finding.code == "MLS010"
    assert finding.span is not None
    assert finding.span.start.line == 7
    assert finding.related[0].span is not None
    assert finding.related[0].span.start.line == 5


def test_the_loosened_value_stands_so_that_a_suppression_means_something() -> None:
    assert plain(in_environment("{limits: {latency: 1s}}"), "limits", "latency") == "1s"


@pytest.mark.parametrize(
    "overlay", ["{task: {type: regression}}", "{metadata: {name: b}}", "{task: {type: null}}"]
)
def test_identity_may_not_change(overlay: str) -> None:
    (finding,) = in_environment(overlay).diagnostics
    assert finding.code == "MLS009"


def test_a_field_of_its_own_algebra_inside_a_fixed_section_may_change() -> None:
    result = in_environment("{task: {threshold: 0.7}}")
    assert not result.diagnostics
    assert plain(result, "task", "threshold") == 0.7


def test_the_environment_sets_the_stage() -> None:
    assert plain(in_environment("{}", "stage: pilot, "), "metadata", "stage") == "pilot"


def test_a_missing_environment_is_a_finding_with_the_nearest_name() -> None:
    text = BASE + "environments: {staging: {}, production: {}}\n"
    (finding,) = resolve(tree(text), _no_parents, "stagin", Document).diagnostics
    assert (finding.code, finding.help) == ("MLS009", "did you mean `staging`?")


def test_spans_lead_to_the_file_that_a_value_came_from() -> None:
    parents = {"org.yaml": tree("infra: {region: us, vpc: a}\nlimits: {latency: 200ms}\n", "org.yaml")}
    child = tree("extends: [org.yaml]\n" + BASE)
    result = resolve(child, lambda name, _: Result(parents[name]), None, Document)
    assert not result.diagnostics
    assert isinstance(result.value, Mapping)
    vpc, region = find(result.value, ("infra", "vpc")), find(result.value, ("infra", "region"))
    assert vpc is not None
    assert region is not None
    assert (vpc.span.source.name, region.span.source.name) == ("org.yaml", "mlsystem.yaml")


def test_a_child_may_not_loosen_its_parent_and_inherits_no_metadata() -> None:
    parent = tree("metadata: {name: org, labels: {a: b}}\nlimits: {latency: 10ms}\n", "org.yaml")
    result = resolve(tree("extends: org.yaml\n" + BASE), lambda *_: Result(parent), None, Document)
    assert [(d.code, d.severity.value, d.route) for d in result.diagnostics] == [
        ("MLS009", "warning", ("metadata", "labels")),
        ("MLS010", "danger", ("limits", "latency")),
    ]
    assert plain(result, "metadata") == {"name": "a", "stage": "production"}


def test_a_circle_of_parents_ends_with_a_finding() -> None:
    files = {
        "a.yaml": tree("extends: [b.yaml]\n", "a.yaml"),
        "b.yaml": tree("extends: [a.yaml]\n", "b.yaml"),
    }
    (finding,) = resolve(files["a.yaml"], lambda name, _: Result(files[name]), None, Document).diagnostics
    assert finding.code == "MLS009"
    assert "a.yaml → b.yaml → a.yaml" in finding.message


def test_an_unreadable_parent_is_a_finding_at_its_name() -> None:
    (finding,) = resolve(tree("extends: [gone.yaml]\n" + BASE), _no_parents, None, Document).diagnostics
    assert finding.message == "the parent cannot be read: gone.yaml does not exist"
    assert finding.span is not None
    assert finding.span.start.column == 11


@pytest.mark.parametrize(
    ("text", "looser"),
    [
        ("0..1000", False),
        ("-5..999.5", False),
        ("-5..1000", False),
        ("-6..10", True),
        ("0..1001", True),
        ("0..", True),
        ("..10", True),
        ("2000..3000", True),
    ],
)
def test_a_range_may_only_become_narrower(text: str, looser: bool) -> None:
    found = in_environment(f'{{limits: {{values: "{text}"}}}}').diagnostics
    assert [finding.code for finding in found] == ([codes.LOOSENED] if looser else [])
    assert plain(in_environment(f'{{limits: {{values: "{text}"}}}}'), "limits", "values") == text
