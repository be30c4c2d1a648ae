"""Templates of cookiecutter as blueprints: rendered by it, within limits, and no code of theirs unasked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from sharing.conftest import HEAD, Platform, Team

ROOT = "{{ cookiecutter.slug }}"
VARIABLES = {
    "name": "Project",
    "slug": "{{ cookiecutter.name|slugify }}",
    "license": ["MIT", "BSD"],
    "docker": False,
    "python": {"minimum": "3.11", "tested": ["3.11", "3.12"]},
    "__package": "{{ cookiecutter.slug.replace('-', '_') }}",
    "_copy_without_render": ["*.raw", "verbatim"],
    "_extensions": ["jinja2.ext.do"],
}
FILES = {
    f"{ROOT}/README.txt": "{{ cookiecutter.name }}: {{ cookiecutter.license }}\n",
    f"{ROOT}/src/{{{{ cookiecutter.__package }}}}/__init__.py": (
        "{% for v in cookiecutter.python.tested %}# {{ v }}\n{% endfor %}"
    ),
    f"{ROOT}/as-is.raw": "{{ not rendered }}\n",
    f"{ROOT}/verbatim/{{{{ x }}}}.txt": "{{ not rendered }}\n",
    f"{ROOT}/{{% if cookiecutter.docker %}}Dockerfile{{% endif %}}": "FROM scratch\n",
    f"{ROOT}/{{% if cookiecutter.docker %}}deploy{{% endif %}}/run.sh": "#!/bin/sh\n",
    f"{ROOT}/done.txt": "{% do cookiecutter.python.tested %}done\n",
}
MANIFEST = """\
engine: cookiecutter
cookiecutter:
  into: service
  context:
    name: "{{ metadata.name }}"
    license: BSD
files: [{path: "service/**", owner: merged}]
"""


def lay(
    team: Team,
    files: Mapping[str, str | bytes] | None = None,
    manifest: str = MANIFEST,
    variables: Mapping[str, object] | None = None,
) -> Path:
    """Write a template with its manifest into the repository of ``team``, which is to use it."""
    folder = team.folder / "acme-service"
    shutil.rmtree(folder, ignore_errors=True)
    head = f"{HEAD}metadata: {{name: acme-service, version: 1.0.0}}\n"
    all_files = {
        "blueprint.yaml": head + manifest,
        "cookiecutter.json": json.dumps({**VARIABLES, **(variables or {})}),
        **(FILES if files is None else files),
    }
    for path, content in all_files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    (team.folder / "mlsys.toml").write_text('[blueprints.acme-service]\nfolder = "acme-service"\n')
    return folder


def made(team: Team) -> dict[str, str]:
    out = team.folder / "out/service"
    return {p.relative_to(out).as_posix(): p.read_text() for p in sorted(out.rglob("*")) if p.is_file()}


@pytest.fixture(autouse=True)
def _own_trust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLSYS_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def test_the_document_fills_the_variables_and_cookiecutter_makes_the_files(
    team: Team, tmp_path: Path
) -> None:
    lay(team)
    (tmp_path / "cookiecutter.yaml").write_text("default_context: {name: Mine, license: MIT}\n")
    done = team.compile()
    assert done.code == 0, done.text
    assert made(team) == {
        "README.txt": "quick-churn: BSD\n",
        "as-is.raw": "{{ not rendered }}\n",
        "done.txt": "done\n",
        "src/quick_churn/__init__.py": "# 3.11\n# 3.12\n",
        "verbatim/{{ x }}.txt": "{{ not rendered }}\n",
    }
    assert "acme-service" in json.loads((team.folder / "out/mlsystem.lock").read_text())["blueprints"]
    assert not (tmp_path / "home").exists(), "no replay, no clone"
    assert team.compile("--check").code == 0


TYPED = """\
    docker: "{{ declared('task.type') }}"
    python: {tested: [one, '{{ task.type }}']}
"""


def test_values_keep_their_types_and_conditions_decide(team: Team) -> None:
    manifest = MANIFEST.replace("license: BSD", "license: BSD\n" + TYPED)
    manifest = manifest.replace(
        "owner: merged}]",
        "owner: merged}, {path: service/as-is.raw, owner: seeded, when: \"task.type == 'none'\"}]",
    )
    lay(team, manifest=manifest)
    done = team.compile()
    assert done.code == 0, done.text
    files = made(team)
    assert files["Dockerfile"] == "FROM scratch\n"
    assert files["deploy/run.sh"] == "#!/bin/sh\n"
    assert files["src/quick_churn/__init__.py"].splitlines() == ["# one", "# binary"]
    assert "as-is.raw" not in files


def test_an_update_merges_with_edits_as_of_any_blueprint(team: Team) -> None:
    three = "one\n\n\n\ntwo\n\n\n\nthree\n"
    lay(team, {f"{ROOT}/a.txt": three, f"{ROOT}/old.txt": "x\n"})
    assert team.compile().code == 0
    edited = team.folder / "out/service/a.txt"
    edited.write_text(three.replace("one", "ours"))
    lay(team, {f"{ROOT}/a.txt": three.replace("three", "theirs"), f"{ROOT}/new.txt": "x\n"})
    planned = team("plan", "mlsystem.yaml", "-o", "out")
    assert "service/new.txt" in planned.text
    assert team.compile().code == 0
    assert edited.read_text() == "ours\n\n\n\ntwo\n\n\n\ntheirs\n"
    assert set(made(team)) == {"a.txt", "new.txt"}


HOOK = """\
import os, sys
open("made-by-hook.txt", "w").write("{{ cookiecutter.name }} " + str("SECRET" in os.environ))
os.remove("done.txt")
print("to nobody")
"""
WITH_HOOKS = MANIFEST.replace("  into:", "  hooks: true\n  into:")


def test_hooks_run_only_when_trusted_at_exactly_these_contents(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "x")
    lay(team, {**FILES, "hooks/post_gen_project.py": HOOK}, WITH_HOOKS)
    refused = team.compile()
    assert refused.code == 4
    assert "wants to run hooks/post_gen_project.py" in refused.err
    assert "mlsys trust acme-service" in refused.err
    assert not (team.folder / "out").exists()
    looked = team("validate", "mlsystem.yaml")
    assert looked.code == 0, "a document can be checked where nothing is trusted"
    assert "note[MLS038]: blueprint `acme-service` wants to run hooks/post_gen_project.py" in looked.text
    shown = team("trust", "acme-service", "--show")
    assert "would run" in shown.out
    assert "hooks/post_gen_project.py" in shown.out
    assert team.compile().code == 4, "to look is not to trust"
    assert team("trust", "acme-service").code == 0
    done = team.compile()
    assert done.code == 0, done.text
    assert "to nobody" not in done.text
    assert made(team)["made-by-hook.txt"] == "quick-churn False"
    assert "done.txt" not in made(team)
    assert "acme-service" in team("trust", "--list").out
    lay(team, {**FILES, "hooks/post_gen_project.py": HOOK + "# evil\n"}, WITH_HOOKS)
    assert team.compile("--check").code == 4, "other contents are not trusted"
    lay(team, {**FILES, "hooks/post_gen_project.py": HOOK}, WITH_HOOKS)
    assert team.compile("--check").code == 0
    assert team("trust", "acme-service", "--revoke").code == 0
    assert team.compile("--check").code == 4


def test_a_clone_trusts_nothing_and_ci_names_the_digest(
    team: Team, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lay(team, {**FILES, "hooks/post_gen_project.py": HOOK}, WITH_HOOKS)
    shown = team("trust", "acme-service", "--show").out
    digest = shown.split("sha256:")[1][:64]
    text = f'[[trusted]]\nname = "acme-service"\nsha256 = "{digest}"\n'
    for place in ("trust.toml", ".mlsys/trust.toml", "mlsys/trust.toml", ".config/mlsys/trust.toml"):
        (team.folder / place).parent.mkdir(parents=True, exist_ok=True)
        (team.folder / place).write_text(text)
    assert team.compile().code == 4
    monkeypatch.setenv("MLSYS_TRUST", f"acme-service@sha256:{'0' * 64}")
    assert team.compile().code == 4
    monkeypatch.setenv("MLSYS_TRUST", f"other@sha256:{digest}")
    assert team.compile().code == 4
    monkeypatch.setenv("MLSYS_TRUST", "acme-service")
    assert "not of the form NAME@sha256:DIGEST" in team.compile().err
    monkeypatch.setenv("MLSYS_TRUST", f"acme-service@sha256:{digest}")
    assert team.compile().code == 0
    monkeypatch.delenv("MLSYS_TRUST")
    config = tmp_path / "config"
    config.mkdir(mode=0o700)
    (config / "trust.toml").write_text(text)
    (config / "trust.toml").chmod(0o666)
    assert "others can write" in team.compile("--check").err
    (config / "trust.toml").chmod(0o600)
    assert team.compile("--check").code == 0


def test_extensions_of_the_template_are_code(team: Team) -> None:
    extension = (
        "from cookiecutter.utils import simple_filter\n@simple_filter\ndef shout(v): return v.upper()\n"
    )
    files = {"local.py": extension, f"{ROOT}/a.txt": "{{ cookiecutter.name|shout }}\n"}
    lay(team, files, variables={"_extensions": ["local.shout"]})
    refused = team.compile()
    assert refused.code == 4
    assert "wants to run extension local.shout" in refused.err
    assert team("trust", "acme-service").code == 0
    done = team.compile()
    assert done.code == 0, done.text
    assert made(team)["a.txt"] == "QUICK-CHURN\n"


FAULTS: dict[str, tuple[dict[str, str | bytes], str]] = {
    "object": ({f"{ROOT}/a.txt": "{{ cycler.__init__.__globals__ }}"}, "unsafe"),
    "include": ({f"{ROOT}/a.txt": "{% include '../../../../etc/passwd' %}"}, "there is no template"),
    "outside": ({f"{ROOT}/{{{{ '..' }}}}": "x"}, "would be written to"),
    "deeper": ({f"{ROOT}/{{{{ '..' ~ '%c' % 47 ~ 'evil' }}}}": "x"}, "would be written to"),
    "same": ({f"{ROOT}/a.txt": "x", f"{ROOT}/{{{{ 'a.txt' }}}}": "y"}, "would both be written to"),
    "undefined": ({f"{ROOT}/a.txt": "1\n{{ cookiecutter.nothing }}"}, "a.txt:2: "),
    "syntax": ({f"{ROOT}/a.txt": "1\n{% if %}"}, "a.txt:2: "),
    "memory": ({f"{ROOT}/a.txt": "{{ 'x' * 999999999999 }}"}, "out of memory"),
    "size": ({f"{ROOT}/a.txt": "{{ 'x' * 12000000 }}"}, "File too large"),
    "random": ({f"{ROOT}/a.txt": "1\n{{ random_ascii_string(9) }}"}, "another at each compilation"),
    "time": ({f"{ROOT}/a.txt": "{% now 'utc' %}"}, "cookiecutter: {date:"),
    "encoding": ({f"{ROOT}/a.txt": "é{{ 1 }}".encode("latin-1") + b"\n" * 50}, "neither UTF-8 nor binary"),
    "no root": ({"elsewhere/a.txt": "x"}, "no folder beside"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_template_that_fails_ends_in_one_line(name: str, team: Team, tmp_path: Path) -> None:
    files, told = FAULTS[name]
    lay(team, files)
    before = {path for path in tmp_path.rglob("*") if "config" not in path.parts}
    refused = team.compile()
    assert refused.code == 4, refused.text
    assert told in refused.err
    assert "Traceback" not in refused.text
    assert str(tmp_path.parent) not in refused.err
    assert {path for path in tmp_path.rglob("*") if "config" not in path.parts} == before


@pytest.mark.slow
def test_an_endless_template_and_what_its_hooks_started_are_stopped(
    team: Team, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    monkeypatch.setattr("mlsys.foreign.confined.CPU_SECONDS", 1)
    lay(team, {f"{ROOT}/a.txt": loop})
    assert "more than 1 s of CPU" in team.compile().err
    monkeypatch.setattr("mlsys.foreign.confined.WALL_SECONDS", 3)
    mark = tmp_path / "mark"
    hook = f"#!/bin/sh\n(sleep 4; touch {mark}) &\nsleep 60\n"
    lay(team, {f"{ROOT}/a.txt": "x", "hooks/post_gen_project.sh": hook}, WITH_HOOKS)
    assert team("trust", "acme-service").code == 0
    assert "more than 3 s" in team.compile().err
    import time

    time.sleep(2)
    assert not mark.exists()


def test_a_hook_that_fails_says_why_and_nothing_is_written(team: Team) -> None:
    lay(
        team,
        {f"{ROOT}/a.txt": "x", "hooks/pre_gen_project.py": "raise SystemExit('no such slug')\n"},
        WITH_HOOKS,
    )
    assert team("trust", "acme-service").code == 0
    refused = team.compile()
    assert refused.code == 4
    assert "Hook script failed (exit status: 1): no such slug" in refused.err
    assert not (team.folder / "out").exists()


def test_identities_and_days_are_the_same_each_time(team: Team) -> None:
    body = "{{ uuid4() }} {{ uuid4() }} {% now 'utc', '%Y' %}\n"
    lay(team, {f"{ROOT}/a.txt": body}, MANIFEST.replace("  into:", "  date: 2026-01-31\n  into:"))
    assert team.compile().code == 0
    first, second, year = made(team)["a.txt"].split()
    assert first != second
    assert year == "2026"
    assert team.compile("--check").code == 0


def test_what_is_excluded_is_not_even_rendered(team: Team) -> None:
    manifest = MANIFEST.replace("  into:", "  exclude: [service/secrets/**]\n  into:")
    lay(team, {f"{ROOT}/a.txt": "x", f"{ROOT}/secrets/key": "{{ random_ascii_string(9) }}"}, manifest)
    assert team.compile().code == 0
    assert set(made(team)) == {"a.txt"}


MISTAKES = [
    ("license: BSD", "license: GPL", "`license` of the template is one of MIT, BSD, not `GPL`"),
    ("license: BSD", "docker: maybe", "`docker` of the template is true or false, not `maybe`"),
    ("license: BSD", "python: '3'", "`python` of the template is a mapping"),
    ("{{ metadata.name }}", "{{ metadata.nam }}", "has no field `nam`"),
    ('"service/**"', '"service/*.txt"', "matches no rule, so it has no owner"),
    ("license: BSD", "licence: BSD", "no variable `licence`; did you mean `license`?"),
    ("engine: cookiecutter\n", "", "`cookiecutter` says nothing without `engine: cookiecutter`"),
    ("engine:", "extends: docs\nengine:", "a template of cookiecutter extends no blueprint"),
    ("  into: service", "  directory: other", "there is no `other/cookiecutter.json`"),
    ("owner: merged", "owner: merged, each: task", "`each` says nothing"),
    ("{{ metadata.name }}", "{{ open('x') }}", "not part of the condition language"),
]


@pytest.mark.parametrize(("old", "new", "told"), MISTAKES)
def test_a_manifest_that_does_not_go_with_its_template_is_a_finding(
    old: str, new: str, told: str, team: Team
) -> None:
    lay(team, manifest=MANIFEST.replace(old, new))
    refused = team.compile()
    assert refused.code == 1, refused.text
    assert told in refused.text
    assert not (team.folder / "out").exists()


def test_hooks_are_decided_about_and_nested_templates_named(team: Team) -> None:
    lay(team, {**FILES, "hooks/post_gen_project.py": HOOK})
    assert "say `cookiecutter: {hooks: true}`" in team.compile().text
    lay(
        team,
        {**FILES, "hooks/post_gen_project.py": HOOK},
        MANIFEST.replace("  into:", "  hooks: false\n  into:"),
    )
    assert team.compile().code == 0, "without its hooks it needs no trust"
    assert "made-by-hook.txt" not in made(team)
    lay(team, variables={"templates": {"one": {"path": "./one"}}})
    assert "name the folder of one" in team.compile().text
    nested = {f"one/{path}": text for path, text in FILES.items()} | {
        "one/cookiecutter.json": json.dumps(VARIABLES)
    }
    lay(team, nested, MANIFEST.replace("  into:", "  directory: one\n  into:"))
    assert team.compile().code == 0


def describe(team: Team, text: str) -> None:
    document = team.folder / "mlsystem.yaml"
    named = f"name: quick-churn, description: {json.dumps(text)}"
    document.write_text(document.read_text().replace("name: quick-churn", named, 1))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("says $(id)", "'$'"),
        ("ends {{ cycler }}", "'{{'"),
        ("a\\b", "'\\\\\\\\'"),
        ('says "yes" to Ann\'s\n', "says \u201dyes\u201d to Ann\u2019s"),
    ],
)
def test_a_text_of_the_document_stays_text(text: str, result: str, team: Team) -> None:
    describe(team, text)
    lay(
        team,
        {f"{ROOT}/a.txt": "{{ cookiecutter.license }}"},
        MANIFEST.replace("license: BSD", 'license: "{{ metadata.description }}"'),
        {"license": ""},
    )
    outcome = team.compile()
    if "\u201d" in result:
        assert outcome.code == 0, outcome.text
        assert made(team)["a.txt"] == result
    else:
        assert outcome.code == 1, outcome.text
        assert "`metadata.description` holds" in outcome.text


def test_marks_of_its_own_are_no_way_in_for_the_document(team: Team) -> None:
    describe(team, "[[ 7 * 7 ]]")
    marks = {"variable_start_string": "[[", "variable_end_string": "]]"}
    variables = {"license": "", "_jinja2_env_vars": marks, "slug": "s", "__package": "p"}
    lay(
        team,
        {"[[ cookiecutter.slug ]]/a.txt": "[[ cookiecutter.license ]]"},
        MANIFEST.replace("license: BSD", 'license: "{{ metadata.description }}"'),
        variables,
    )
    refused = team.compile()
    assert refused.code == 4
    assert "begins an expression" in refused.err


IDIOMS = {
    "hooks/pre_prompt.py": (
        "import json\nfound = json.load(open('cookiecutter.json'))\nfound['year'] = '2026'\n"
        "json.dump(found, open('cookiecutter.json', 'w'))\n"
    ),
    # As in cookiecutter-django: an expression in a docstring changes the context.
    "hooks/pre_gen_project.py": (
        '"""{{ cookiecutter.update({"name": cookiecutter.name | upper}) }}"""\n'
        "assert '{{ cookiecutter.slug }}'.islower(), 'slug'\n"
    ),
    "hooks/post_gen_project.py": (
        "import os, shutil, subprocess\n"
        "subprocess.run(['git', 'init', '-q'], check=True)\n"
        "shutil.copy(os.path.join('{{ cookiecutter._repo_dir }}', 'extra.txt'), 'extra.txt')\n"
        "shutil.rmtree('optional')\n"
        "os.chmod('tool', 0o755)\n"
    ),
    "extra.txt": "extra\n",
    f"{ROOT}/a.txt": "{{ cookiecutter.name }} {{ cookiecutter.year }} {{ cookiecutter._repo_dir }}\n",
    f"{ROOT}/optional/b.txt": "x",
    f"{ROOT}/tool": "#!/bin/sh\n",
}


def test_the_idioms_of_hooks_work_when_they_are_trusted(team: Team) -> None:
    lay(team, IDIOMS, WITH_HOOKS)
    assert team("trust", "acme-service").code == 0
    done = team.compile()
    assert done.code == 0, done.text
    assert made(team) == {"a.txt": "QUICK-CHURN 2026 .\n", "extra.txt": "extra\n", "tool": "#!/bin/sh\n"}
    assert (team.folder / "out/service/tool").stat().st_mode & 0o100
    assert not (team.folder / "out/service/.git").exists()
    assert team.compile("--check").code == 0


def test_an_update_out_of_git_is_not_trusted_before_it_is(platform: Platform, team: Team) -> None:
    def publish(version: str, hook: str) -> None:
        files = {**FILES, "cookiecutter.json": json.dumps(VARIABLES), "hooks/post_gen_project.py": hook}
        platform.publish(version, files, WITH_HOOKS)

    publish("1.0.0", HOOK)
    added = team("blueprint", "add", platform.url, "--version", "^1", "--path", "notes")
    assert added.code == 0, added.text
    assert "wants to run" in team.compile().err
    assert team("trust", "acme-notes").code == 0
    assert team.compile().code == 0
    listed = team("trust", "--list").out
    assert team.settings.split('sha256 = "')[1][:64] in listed
    assert platform.url in listed
    assert team("blueprint", "vendor").code == 0
    assert team.compile("--check").code == 0, "a copy has the same contents"
    shutil.rmtree(team.folder / "vendor")
    publish("1.1.0", HOOK + "# more\n")
    assert team("blueprint", "update").code == 0
    refused = team.compile("--check")
    assert refused.code == 4
    assert "wants to run hooks/post_gen_project.py" in refused.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "name a blueprint"),
        (("acme-none",), "no blueprint or source `acme-none` is declared"),
        (("acme-service", "--show", "--revoke"), "exclude each other"),
        (("acme-service", "--revoke"), "is not trusted"),
    ],
)
def test_trust_is_called_rightly(arguments: tuple[str, ...], told: str, team: Team) -> None:
    lay(team)
    wrong = team("trust", *arguments)
    assert wrong.code == 2
    assert told in wrong.err


def test_what_runs_no_code_needs_no_trust(team: Team) -> None:
    lay(team)
    assert "there is nothing to trust" in team("trust", "acme-service").out
    assert team("trust", "--list").out.strip() == "nothing is trusted"
