"""Rendering: templates, verbatim files, context, faults, cache."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from blueprint_support import SMALL, catalogue_of, make_system, write_blueprint
from mlsys.blueprints.model import Owner
from mlsys.planning.build import plan
from mlsys.planning.model import Input
from mlsys.render.compile_tree import compile_tree
from mlsys.render.render import TemplateFault, render


def rendered(*folders: Path, text: str = SMALL) -> dict[str, str]:
    tree = compile_tree(make_system(text), catalogue_of(*folders))
    return {path: content.decode() for path, content in tree.items()}


def one(tmp_path: Path, template: str, manifest: str = "") -> str:
    return rendered(write_blueprint(tmp_path, "single", manifest, {"out.txt.jinja": template}))["out.txt"]


def test_only_jinja_files_are_rendered(tmp_path: Path) -> None:
    folder = write_blueprint(
        tmp_path,
        "mixed",
        files={"a.txt": "{{ nothing }}\r\n", "b.txt.jinja": "{{ package }}\n", ".c.jinja": "plain"},
    )
    assert rendered(folder) == {".c": "plain", "a.txt": "{{ nothing }}\r\n", "b.txt": "tiny_churn\n"}


def test_the_context_is_the_documented_one(tmp_path: Path) -> None:
    template = (
        "{{ project.name }} {{ project.package }} {{ project.version }} {{ project.spec_path }} {{ stage }} "
        "{{ spec.task.type }} {{ system.name }} {{ d | length }} {{ contributions.make_targets[0] }} "
        "{{ 'out.txt' in artefacts }} {{ capabilities | yaml }} {{ enforcements[0].by }}\n"
    )
    manifest = """
    requires: {provides: [x]}
    contributes: {make_targets: [go]}
    enforces: [{claim: metrics, by: out.txt, kind: doc}]
    """
    assert one(tmp_path, template, manifest) == (
        "tiny-churn tiny_churn 0.1.0 mlsystem.yaml pilot binary tiny-churn 0 go True [x] out.txt\n"
    )


def test_blocks_leave_no_trace_and_the_last_line_end_stays(tmp_path: Path) -> None:
    assert one(tmp_path, "a\n  {% if true %}\nb\n  {% endif %}\nc\n") == "a\nb\nc\n"
    assert one(tmp_path / "2", "a{{ 1 }}") == "a1"


def test_brackets_leave_braces_alone(tmp_path: Path) -> None:
    manifest = "files: [{path: '**', owner: merged, delimiters: brackets}]"
    template = "${{ github.ref }} [[ package ]] [% if true %]x[% endif %] [# gone #]{% raw %}\n"
    assert one(tmp_path, template, manifest) == "${{ github.ref }} tiny_churn x {% raw %}\n"


def test_templates_import_macros_and_extend_each_other(tmp_path: Path) -> None:
    parent = write_blueprint(
        tmp_path,
        "parent",
        files={
            "m.txt.jinja": "head\n{% block body %}parent\n{% endblock %}",
            "macros/greet.jinja": "{% macro greet(x) %}hi {{ x }}{% endmacro %}",
        },
    )
    child = write_blueprint(
        tmp_path,
        "child",
        "extends: parent",
        {
            "m.txt.jinja": "{% extends 'parent:template/m.txt.jinja' %}"
            "{% from 'parent:macros/greet.jinja' import greet %}"
            "{% block body %}{{ greet('you') }}, {{ super() }}{% endblock %}"
        },
    )
    assert rendered(parent, child) == {"m.txt": "head\nhi you, parent\n"}


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("a\n{{ spec.tsk }}\n", r"template single:template/out.txt.jinja:2: .*tsk"),
        ("a\nb\n{% if %}\n", r"template single:template/out.txt.jinja:3: "),
        ("{{ spec | py('x') | nosuch }}", r"out.txt.jinja:1: .*nosuch"),
        ("\n{{ missing.attribute }}", r"out.txt.jinja:2: 'missing' is undefined"),
    ],
)
def test_a_fault_names_template_and_line(tmp_path: Path, template: str, message: str) -> None:
    with pytest.raises(TemplateFault, match=message):
        one(tmp_path, template)


@pytest.mark.parametrize("trick", ["{{ ''.__class__ }}", "{{ spec.update({'a': 1}) }}", "{{ [1] | random }}"])
def test_templates_of_strangers_cannot_reach_out(tmp_path: Path, trick: str) -> None:
    with pytest.raises(TemplateFault):
        one(tmp_path, trick)


def test_modes_owners_and_inputs_come_through(tmp_path: Path) -> None:
    folder = write_blueprint(tmp_path, "modes", files={"run.sh": "#!/bin/sh\n", "plain.txt": "a\n"})
    (folder / "template" / "run.sh").chmod(0o644)
    (folder / "template" / "plain.txt").chmod(0o755)
    data = tmp_path / "big.csv"
    data.write_text("a,b\n")
    planned = plan(
        make_system(), catalogue_of(folder), inputs=[Input("data/big.csv", Owner.SEEDED, data)]
    ).value
    assert planned is not None
    files = render(planned).files
    assert files["run.sh"].executable
    assert not files["plain.txt"].executable
    assert files["data/big.csv"].content == data
    assert files["data/big.csv"].read() == b"a,b\n"
    assert files["data/big.csv"].owner is Owner.SEEDED


def test_the_bytes_do_not_depend_on_the_machine(tmp_path: Path) -> None:
    template = (
        "{{ artefacts | sort | yaml }} {{ spec | yaml }} {{ artefacts | py }} {{ capabilities | yaml }}"
    )
    folder = write_blueprint(tmp_path, "same", files={"a.txt.jinja": template})
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from blueprint_support import catalogue_of, make_system\n"
        "from mlsys.render.compile_tree import compile_tree\n"
        "tree = compile_tree(make_system(), catalogue_of(Path(sys.argv[2])))\n"
        "print(hashlib.sha256(repr(tree).encode()).hexdigest())\n"
    )
    digests = set()
    for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        arguments = [sys.executable, "-c", code, str(Path(__file__).parent.parent), str(folder)]
        run = subprocess.run(arguments, capture_output=True, text=True, check=True, env=environment)
        digests.add(run.stdout)
    assert len(digests) == 1


def test_verbatim_projects_never_import_jinja(tmp_path: Path) -> None:
    folder = write_blueprint(tmp_path, "plain", files={"a.txt": "{{ }}", "b.txt.jinja": "no syntax\n"})
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "from blueprint_support import catalogue_of, make_system\n"
        "from mlsys.render.compile_tree import compile_tree\n"
        "compile_tree(make_system(), catalogue_of(Path(sys.argv[2])))\n"
        "assert 'jinja2' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code, str(Path(__file__).parent.parent), str(folder)], check=True)


DESCRIBED = SMALL.replace("stage: pilot", 'stage: pilot, description: "it\'s\\n: #{x}"')


def written(folder: Path, path: str, template: str) -> str:
    return rendered(write_blueprint(folder, "one", files={f"{path}.jinja": template}), text=DESCRIBED)[path]


def test_a_text_of_the_document_is_printed_through_a_filter(tmp_path: Path) -> None:
    with pytest.raises(TemplateFault, match=r"one:template/out.txt.jinja:2: .*printed unescaped"):
        written(tmp_path, "out.txt", "first\n{{ project.description }}\n")


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'a ' ~ project.description }}",
        "{{ [project.description] | join(', ') }}",
        "{{ project.description | replace('x', 'y') }}",
        "{{ '%s' | format(project.description) }}",
        "{{ '{}'.format(project.description) }}",
        "{% macro say(x) %}{{ x }}{% endmacro %}{{ say(project.description) }}",
        "{% set x %}{{ project.description }}{% endset %}{{ x }}",
        "{% for x in [project.description] %}{{ x }}{% endfor %}",
    ],
)
def test_no_way_around_the_filters(tmp_path: Path, template: str) -> None:
    with pytest.raises(TemplateFault, match="printed unescaped"):
        written(tmp_path, "out.txt", template)


@pytest.mark.parametrize(
    ("path", "template", "expected"),
    [
        (
            "x.py",
            "x = {{ project.description | py }}  # {{ project.description | comment }}",
            '"it\'s\\n: #{x}"',
        ),
        ("x.yml", "x: {{ ('a ' ~ project.description) | yaml }}", '"a it\'s\\n: #{x}"'),
        (
            "x.md",
            "{% macro cell(x) %}{{ x | md }}{% endmacro %}{{ 'a & b: ' ~ cell(project.description) }}",
            "a & b: it",
        ),
    ],
)
def test_what_is_escaped_for_the_file_is_printed(
    tmp_path: Path, path: str, template: str, expected: str
) -> None:
    assert expected in written(tmp_path, path, template)


@pytest.mark.parametrize(
    ("path", "filter_"),
    [
        ("x.py", "md"),
        ("x.md", "py"),
        ("Makefile", "yaml"),
        ("deploy/Dockerfile", "make_word"),
        (".github/workflows/ci.yml", "yaml"),
        ("deploy/compose.yaml", "yaml"),
        ("monitoring/slo_rules.yml", "yaml"),
        ("monitoring/slo_rules.yml", "promql"),
    ],
)
def test_text_escaped_for_another_language_is_refused(tmp_path: Path, path: str, filter_: str) -> None:
    with pytest.raises(TemplateFault, match=r"prints .* into"):
        written(tmp_path, path, "{{ project.description | " + filter_ + " }}\n")
