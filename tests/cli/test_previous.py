"""Rules that compare with the document that a project was compiled from."""

from __future__ import annotations

import json
import shutil

import pytest

from mlsys.cli import exits
from project_support import copy_of, set_copy
from updating_support import edit


@pytest.fixture
def released(spec):
    """A document of version 1.2.0."""
    edit(spec, "{name: quick-churn}", "{name: quick-churn, version: 1.2.0}")
    return spec


@pytest.fixture
def breaks(mlsys):
    """What `validate` says about breaking changes, and whether the rule could judge."""

    def call(spec):
        found = json.loads(mlsys("validate", spec, "--format", "json").out)
        judged = "MLS809" not in {each["code"] for each in found["summary"]["skipped"]}
        told = [each["message"] for each in found["diagnostics"] if each["code"] == "MLS809"]
        return judged, told

    return call


@pytest.mark.parametrize("place", ["beside", "below", "chosen"])
def test_a_change_that_breaks_consumers_needs_a_major_version(mlsys, released, breaks, tmp_path, place):
    project = {"beside": None, "below": released.parent / "quick-churn", "chosen": tmp_path / "far"}[place]
    assert breaks(released) == (False, [])
    project = project or released.parent
    assert mlsys("compile", released, "-o", project).code == exits.CLEAN
    edit(released, "tenure: {type: integer", "tenure: {type: number")
    edit(released, "0..500", "0..400")
    told = [
        "`tenure` changed from integer to number, but the version went from 1.2.0 to 1.2.0 only",
        "`monthly_charges` accepts 0..400 instead of 0..500, but the version went from 1.2.0 to 1.2.0 only",
    ]
    if place == "chosen":
        assert breaks(released) == (False, [])
        outcome = mlsys("compile", released, "-o", project)
        assert outcome.code == exits.FINDINGS
        assert all(message in outcome.err for message in told)
    else:
        assert breaks(released) == (True, told)
    edit(released, "version: 1.2.0", "version: 2.0.0")
    assert mlsys("compile", released, "-o", project).code == exits.CLEAN
    assert breaks(released)[1] == []


def test_what_consumers_do_not_notice_breaks_nothing(mlsys, released, breaks):
    assert mlsys("compile", released, "-o", released.parent).code == exits.CLEAN
    edit(released, "0..120", "0..200")
    edit(released, "tenure: {type: integer", "tenure: {type: integer, nullable: true")
    assert breaks(released) == (True, [])


def test_before_the_first_release_nothing_is_promised(mlsys, spec, breaks):
    assert mlsys("compile", spec, "-o", spec.parent).code == exits.CLEAN
    edit(spec, "0..120", "0..60")
    assert breaks(spec) == (True, [])


def test_a_kept_document_that_is_no_longer_understood_is_not_compared_with(mlsys, released, breaks):
    assert mlsys("compile", released, "-o", released.parent).code == exits.CLEAN
    kept = copy_of(released.parent, "mlsystem.yaml")
    assert kept is not None
    set_copy(released.parent, "mlsystem.yaml", kept.replace(b"task:", b"tusk:"))
    edit(released, "0..120", "0..60")
    assert breaks(released) == (False, [])
    set_copy(released.parent, "mlsystem.yaml", b"[")
    assert breaks(released) == (False, [])


def test_parents_are_taken_as_they_were(mlsys, released, breaks):
    parent = released.parent / "base.yaml"
    features = "    tenure: {type: integer, range: 0..120}\n"
    text = released.read_text()
    parent.write_text(f"apiVersion: mlsys/v1alpha2\nkind: MLSystem\ndata:\n  features:\n{features}")
    released.write_text(
        text.replace(features, "").replace("kind: MLSystem", "kind: MLSystem\nextends: [base.yaml]")
    )
    project = released.parent / "quick-churn"
    outcome = mlsys("compile", released, "-o", project)
    assert outcome.code == exits.CLEAN, outcome.text
    parent.write_text(parent.read_text().replace("0..120", "0..60"))
    judged, told = breaks(released)
    assert judged
    assert told[0].startswith("`tenure` accepts 0..60 instead of 0..120")
    shutil.rmtree(project)
    assert breaks(released) == (False, [])
