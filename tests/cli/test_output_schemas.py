"""What programs read from `plan` and `diff` has the published form."""

from __future__ import annotations

import json

import jsonschema
import pytest

from mlsys.resources import schemas_dir
from updating_support import edit


@pytest.mark.parametrize("compiled", [False, True])
def test_plan_and_diff_have_the_published_form(mlsys, spec, tmp_path, compiled):
    project, old = tmp_path / "project", tmp_path / "old.yaml"
    old.write_text(spec.read_text())
    if compiled:
        mlsys("compile", spec, "-o", project)
        edit(spec, "0..120", "0..60")
    outputs = {
        "plan": mlsys("plan", spec, "-o", project, "--format", "json").out,
        "diff": mlsys("diff", old, spec, "--format", "json").out,
    }
    for name, output in outputs.items():
        schema = json.loads((schemas_dir() / f"{name}.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(json.loads(output), schema)
        assert bool(json.loads(output)["fields"]) is compiled
