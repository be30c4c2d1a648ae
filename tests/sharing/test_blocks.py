"""A foreign template overrides a block of one that ships with the compiler, and stays in the sandbox."""

from __future__ import annotations

import pytest

from sharing.conftest import HEAD, Team

PARENTS = {
    "deploy-docker": "deploy/Dockerfile",
    "base": "README.md",
}


def override(team: Team, parent: str, blocks: str) -> str:
    """Let a blueprint of the organisation override ``blocks`` of a file of ``parent``; return its path."""
    path = PARENTS[parent]
    target = team.folder / f"acme-{parent}/template/{path}.jinja"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f'{{% extends "{parent}:template/{path}.jinja" %}}\n{blocks}\n')
    head = f"{HEAD}metadata: {{name: acme-{parent}, version: 1.0.0}}\nextends: {parent}\n"
    (team.folder / f"acme-{parent}/blueprint.yaml").write_text(head)
    (team.folder / "mlsys.toml").write_text(f'[blueprints.acme-{parent}]\nfolder = "acme-{parent}"\n')
    return path


@pytest.fixture
def deployed(team: Team) -> Team:
    with (team.folder / "mlsystem.yaml").open("a") as file:
        file.write("infra: {image: registry.acme.example/churn}\n")
    return team


def test_one_block_is_replaced_and_the_rest_is_that_of_the_parent(deployed: Team) -> None:
    assert deployed.compile().code == 0
    file = deployed.folder / "out/deploy/Dockerfile"
    before = file.read_text().splitlines()
    blocks = (
        "{% block python %}\nARG PYTHON=registry.acme.example/python:3.13\n{% endblock %}\n"
        "{% block serve %}\n{{ super() }}LABEL service={{ project.name | dockerfile }}\n{% endblock %}"
    )
    override(deployed, "deploy-docker", blocks)
    done = deployed.compile()
    assert done.code == 0, done.text
    after = file.read_text().splitlines()
    changed = [line for line in after if line not in before]
    assert changed == ["ARG PYTHON=registry.acme.example/python:3.13", 'LABEL service="quick-churn"']
    assert [line for line in before if line not in after] == ["ARG PYTHON=python:3.13.9-slim-bookworm"]


def test_a_block_sees_what_its_parent_sets(deployed: Team) -> None:
    override(deployed, "deploy-docker", "{% block train %}\nRUN echo {{ name }} {{ port }}\n{% endblock %}")
    done = deployed.compile()
    assert done.code == 0, done.text
    assert (
        "RUN echo registry.acme.example/churn 8000" in (deployed.folder / "out/deploy/Dockerfile").read_text()
    )


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("{{ self.__init__.__globals__ }}", "unsafe"),
        ("{{ super.__init__ }}", "unsafe"),
        ("{{ super() }}{{ cycler.__init__.__globals__ }}", "unsafe"),
        ("{{ spec.__class__ }}", "unsafe"),
        ("{{ spec.model_fields_set.add('x') }}", "unsafe"),
        ("{{ nothing }}", "README.md.jinja:2: 'nothing' is undefined"),
        ("{% include 'base:template/nothing' %}", "nothing"),
    ],
)
def test_a_block_is_no_way_out_of_the_sandbox(block: str, told: str, team: Team) -> None:
    override(team, "base", f"{{% block end %}}{block}{{% endblock %}}")
    refused = team.compile()
    assert refused.code == 4, refused.text
    assert told in refused.err
    assert "Traceback" not in refused.text


def test_a_text_of_the_document_is_escaped_in_a_block_too(team: Team) -> None:
    document = team.folder / "mlsystem.yaml"
    named = 'name: quick-churn, description: "a | b <script>"'
    document.write_text(document.read_text().replace("name: quick-churn", named, 1))
    override(team, "base", "{% block use %}\n| {{ project.description | md }} |\n{% endblock %}")
    done = team.compile()
    assert done.code == 0, done.text
    assert "| a \\| b \\<script\\> |" in (team.folder / "out/README.md").read_text()
