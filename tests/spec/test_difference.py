"""What a difference of two documents means."""

from __future__ import annotations

import pytest

from mlsys.source import SourceFile
from mlsys.spec.difference import Audience, Bump, Difference, Direction, bumped, differences, is_enough
from mlsys.syntax.reader import read

BASE = """\
metadata: {name: x, version: 1.2.0}
task: {type: multiclass, classes: [a, b, c]}
data:
  source: {path: a.csv}
  features:
    tenure: {type: integer, range: 0..120}
    plan: {type: categorical, values: [x, y], nullable: true}
requirements:
  reliability:
    slos: {latency: {sli: latency, threshold: 100ms, objective: 99%}}
monitoring: {drift: {every: 1d}}
"""


def only(old: str, new: str) -> Difference:
    """Return the one difference that replacing ``old`` by ``new`` makes."""
    assert old in BASE
    trees = [read(SourceFile("x", text)).value for text in (BASE, BASE.replace(old, new, 1))]
    assert trees[0] is not None
    assert trees[1] is not None
    found = differences(trees[0], trees[1])
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        ("100ms", "50ms", Direction.TIGHTENED),
        ("100ms", "1s", Direction.LOOSENED),
        ("99%", "99.9%", Direction.TIGHTENED),
        ("99%", "0.9", Direction.LOOSENED),
        (", threshold: 100ms", "", Direction.LOOSENED),
        ("every: 1d", "every: 2d", Direction.CHANGED),
    ],
)
def test_stricter_or_looser(old: str, new: str, direction: Direction) -> None:
    assert only(old, new).direction is direction


@pytest.mark.parametrize(
    ("old", "new", "who", "why"),
    [
        ("0..120", "0..60", {Audience.CONSUMER, Audience.PRODUCER}, "smaller range"),
        ("0..120", "0..240", set(), ""),
        (", range: 0..120", "", set(), ""),
        ("[x, y]", "[x]", {Audience.CONSUMER, Audience.PRODUCER}, "accepts y no more"),
        ("[x, y]", "[x, y, z]", set(), ""),
        (", nullable: true", "", {Audience.CONSUMER, Audience.PRODUCER}, "missing no more"),
        ("type: integer", "type: number", {Audience.CONSUMER, Audience.PRODUCER}, "integer to number"),
        ("[a, b, c]", "[a, b]", {Audience.CONSUMER}, "c is predicted no more"),
        ("[a, b, c]", "[a, b, c, d]", set(), ""),
        ("99%", "95%", {Audience.CONSUMER}, "less is promised"),
        ("99%", "99.9%", set(), ""),
        ("a.csv", "b.csv", {Audience.PRODUCER}, "another way"),
    ],
)
def test_whom_it_breaks(old: str, new: str, who: set[Audience], why: str) -> None:
    found = only(old, new)
    assert set(found.breaks) == who
    assert why in found.why
    assert (found.bump is Bump.MAJOR) is bool(who)
    assert who or found.change.impact != "api-break"


@pytest.mark.parametrize(
    ("new", "breaks"),
    [
        ("\n    age: {type: integer, range: 0..9}", True),
        ("\n    age: {type: integer, range: 0..9, nullable: true}", False),
    ],
)
def test_a_new_feature_breaks_when_it_must_be_sent(new: str, breaks: bool) -> None:
    text = BASE.replace("  features:", f"  features:{new}")
    trees = [read(SourceFile("x", each)).value for each in (BASE, text)]
    found = differences(trees[0], trees[1])  # type: ignore[arg-type]
    assert any(each.breaks for each in found) is breaks


@pytest.mark.parametrize(
    ("version", "bump", "least"),
    [
        ("1.2.3", Bump.MAJOR, "2.0.0"),
        ("1.2.3", Bump.MINOR, "1.3.0"),
        ("1.2.3", Bump.PATCH, "1.2.4"),
        ("1.2.3", Bump.NONE, "1.2.3"),
        ("0.2.3", Bump.MAJOR, "0.3.0"),
        ("0.2.3", Bump.MINOR, "0.2.4"),
    ],
)
def test_the_version_that_is_needed(version: str, bump: Bump, least: str) -> None:
    assert bumped(version, bump) == least
    assert is_enough(version, least, bump)
    assert is_enough(version, version, bump) is (bump is Bump.NONE)
