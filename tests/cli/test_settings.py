"""Selection, severities and suppressions: what people and repositories may decide, and what not."""

from __future__ import annotations

import json
import os

import pytest

SUPPRESSION = "{{rule: {rule}, path: {path}, reason: agreed, owner: ml, expires: 2999-01-01}}"


def found(mlsys, spec, *options):
    report = json.loads(mlsys("validate", spec, "--format", "json", *options).out)
    return {(d["code"], d["severity"]) for d in report["diagnostics"]}


def codes(mlsys, spec, *options):
    return {code for code, _ in found(mlsys, spec, *options)}


@pytest.fixture
def pilot(spec):
    """A pilot that leaves out much that a pilot should have."""
    (spec.parent / ".git").mkdir()
    spec.write_text(spec.read_text().replace("{name: quick-churn}", "{name: quick-churn, stage: pilot}"))
    return spec


class TestSettings:
    @pytest.mark.parametrize(
        ("name", "head"), [("mlsys.toml", ""), ("pyproject.toml", "[project]\nname = 'x'\n[tool.mlsys]\n")]
    )
    def test_both_files_are_read_from_above_the_document(self, mlsys, pilot, name, head):
        inner = pilot.parent / "systems/churn"
        inner.mkdir(parents=True)
        moved = pilot.rename(inner / pilot.name)
        (pilot.parent / "data").rename(inner / "data")
        before = codes(mlsys, moved)
        one = sorted(before - {"MLS013"})[0]
        (pilot.parent / name).write_text(f'{head}ignore = ["{one}"]\n')
        assert codes(mlsys, moved) == before - {one}

    def test_the_nearest_counts_and_none_beyond_the_repository(self, mlsys, pilot):
        (pilot.parent.parent / "mlsys.toml").write_text("stage = 'nonsense'\n")
        assert mlsys("validate", pilot).code == 0 or codes(mlsys, pilot)
        (pilot.parent / "mlsys.toml").write_text("stage = 'prototype'\n")
        assert codes(mlsys, pilot) < codes(mlsys, pilot, "--stage", "pilot")

    def test_the_command_line_wins(self, mlsys, pilot):
        (pilot.parent / "mlsys.toml").write_text('select = ["MLS1"]\n')
        assert {code[:4] for code in codes(mlsys, pilot)} == {"MLS1"}
        assert {code[:4] for code in codes(mlsys, pilot, "--select", "MLS4")} == {"MLS4"}

    def test_a_change_of_the_settings_is_seen_by_the_memory(self, mlsys, pilot):
        before = found(mlsys, pilot)
        code, severity = sorted(before)[0]
        (pilot.parent / "mlsys.toml").write_text(f'severity = {{{code} = "error"}}\n')
        assert severity != "error"
        assert (code, "error") in found(mlsys, pilot)
        assert mlsys("validate", pilot).code == 1
        (pilot.parent / "mlsys.toml").unlink()
        assert found(mlsys, pilot) == before

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("selcet = []", "there is no setting `selcet`"),
            ("select = 'MLS4'", "`select` is a list of codes"),
            ("stage = 'prod'", "`stage` is one of prototype, pilot, production"),
            ("severity = {MLS401 = 'fatal'}", "`severity` maps codes to error, danger, warning, note"),
            ("ignore = [", "is not TOML"),
            ("ignore = ['MLS999']", "there is no rule MLS999"),
            ("ignore = ['MLS601']", "MLS601 finds errors, which cannot be ignored"),
            ("ignore = ['MLS001']", "MLS001 finds errors, which cannot be ignored"),
            ("severity = {MLS601 = 'note'}", "MLS601 finds errors, which cannot be made a note"),
        ],
    )
    def test_a_mistake_in_the_settings_is_a_fault_with_a_way_out(self, mlsys, pilot, text, says):
        (pilot.parent / "mlsys.toml").write_text(text)
        outcome = mlsys("validate", pilot)
        assert outcome.code == 4
        assert says in outcome.err

    def test_plan_obeys_the_settings_too(self, mlsys, pilot):
        (pilot.parent / "mlsys.toml").write_text("ignore = ['MLS999']")
        assert mlsys("plan", pilot).code == 4


def test_what_is_left_out_is_told(mlsys, pilot):
    out = mlsys("validate", pilot, "--select", "MLS4", "--ignore", "MLS404", "--verbose").out
    assert "not selected" in out
    assert "MLS404: ignored on request" in out


class TestSuppressions:
    def suppress(self, spec, rule, path, more=""):
        entry = SUPPRESSION.format(rule=rule, path=path)
        spec.write_text(f"{spec.read_text()}suppressions: [{entry}]\n{more}")

    def messages(self, mlsys, spec, *options):
        report = json.loads(mlsys("validate", spec, "--format", "json", *options).out)
        return [d["message"] for d in report["diagnostics"] if d["code"] == "MLS011"]

    def test_one_that_matters_to_an_environment_alone_is_in_use(self, mlsys, pilot):
        base = codes(mlsys, pilot, "--stage", "prototype")
        grown = codes(mlsys, pilot, "--stage", "production")
        rule = sorted(code for code in grown - base if code != "MLS013")[0]
        pilot.write_text(pilot.read_text().replace("stage: pilot", "stage: prototype"))
        report = json.loads(mlsys("validate", pilot, "--format", "json", "--stage", "production").out)
        path = next(d["path"] for d in report["diagnostics"] if d["code"] == rule)
        self.suppress(pilot, rule, path)
        assert "matches no finding" in self.messages(mlsys, pilot)[0]
        pilot.write_text(f"{pilot.read_text()}environments: {{live: {{stage: production}}, old: {{}}}}\n")
        assert self.messages(mlsys, pilot) == []
        assert self.messages(mlsys, pilot, "--env", "old") == []
        assert rule not in codes(mlsys, pilot)

    def test_a_finding_about_the_project_can_be_accepted(self, mlsys, pilot):
        before = found(mlsys, pilot)
        report = json.loads(mlsys("validate", pilot, "--format", "json").out)
        paths = [d["path"] for d in report["diagnostics"] if d["code"] == "MLS013"]
        if paths:
            self.suppress(pilot, "MLS013", paths[0])
            assert len(found(mlsys, pilot)) <= len(before)
        else:
            self.suppress(pilot, "MLS013", "metrics")
            assert self.messages(mlsys, pilot) == ["suppression of MLS013 at `metrics` matches no finding"]

    @pytest.mark.parametrize(
        ("rule", "path", "says"),
        [
            ("MLS001", "metrics", "suppression of MLS001: an error cannot be suppressed"),
            ("MLS999", "metrics", "suppression of MLS999: there is no such rule"),
            ("MLS404", '"metrics["', "suppression of MLS404: not a path"),
        ],
    )
    def test_one_that_cannot_work_is_a_finding(self, mlsys, pilot, rule, path, says):
        self.suppress(pilot, rule, path)
        assert any(message.startswith(says) for message in self.messages(mlsys, pilot))

    def test_one_of_a_rule_that_was_not_asked_for_is_left_alone(self, mlsys, pilot):
        self.suppress(pilot, "MLS404", "metrics")
        assert self.messages(mlsys, pilot, "--select", "MLS4") == []


PRODUCTION = 'stage = "production"\n'
TABLES = (
    "[tool.mlsys]\n",
    '[tool."mlsys"]\n',
    "[tool.'mlsys']\n",
    "[ tool . mlsys ]\n",
    '[tool."\\u006dlsys"]\n',
)


class TestNoSettingIsLostInSilence:
    """Only a file that is not there says nothing; every other is obeyed, or stops the command."""

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("mlsys.toml", PRODUCTION.encode()),
            ("mlsys.toml", PRODUCTION.encode("utf-8-sig")),
            ("mlsys.toml", PRODUCTION.replace("\n", "\r\n").encode()),
            *(("pyproject.toml", (table + PRODUCTION).encode()) for table in TABLES),
            ("pyproject.toml", b'[tool]\nmlsys = {stage = "production"}\n'),
            ("pyproject.toml", b'tool.mlsys.stage = "production"\n'),
            ("pyproject.toml", b'tool = {mlsys = {stage = "production"}}\n'),
        ],
    )
    def test_every_legal_spelling_is_obeyed(self, mlsys, spec, name, content):
        (spec.parent / name).write_bytes(content)
        assert mlsys("validate", spec).code == 1

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("mlsys.toml", PRODUCTION.encode("utf-16"), "is encoded in UTF-16"),
            ("mlsys.toml", b"# caf\xe9\n" + PRODUCTION.encode(), "is not UTF-8: line 1 holds the byte 0xe9"),
            ("mlsys.toml", b"stage: production\n", "is not TOML"),
            ("mlsys.toml", b"x = " + b"[" * 100_000, "is not TOML"),
            ("mlsys.toml", b"#" * (2 << 20), "is larger than"),
            ("mlsys.toml", b'parents = "../org"\n', "`parents` is a list"),
            ("pyproject.toml", ("[tool.mlsys]\n" + PRODUCTION).encode("utf-16"), "is encoded in UTF-16"),
            ("pyproject.toml", b"# \xe9\n[tool.mlsys]\n", "is not UTF-8"),
            ("pyproject.toml", b"tool = 1\nmlsys = [\n", "is not TOML"),
            ("pyproject.toml", b'[tool]\nmlsys = "x"\n', "`tool.mlsys` is a table"),
        ],
    )
    def test_what_cannot_be_understood_stops_the_command(self, mlsys, spec, name, content, reason):
        (spec.parent / name).write_bytes(content)
        for command in ("validate", "plan", "compile"):
            outcome = mlsys(command, spec)
            assert outcome.code == 4
            assert reason in outcome.err
            assert len(outcome.err.splitlines()) <= 2

    @pytest.mark.parametrize("what", ["folder", "pipe", "dangling link"])
    def test_what_is_no_file_stops_the_command(self, mlsys, spec, what):
        place = spec.parent / "mlsys.toml"
        {
            "folder": place.mkdir,
            "pipe": lambda: os.mkfifo(place),
            "dangling link": lambda: place.symlink_to("nowhere"),
        }[what]()
        assert mlsys("validate", spec).code == 4

    @pytest.mark.parametrize(
        "content", [b"", b"[project]\nname = 'x'\n", b"[tool.ruff]\n", b"# caf\xe9\n", b"= x"]
    )
    def test_a_file_about_other_tools_says_nothing(self, mlsys, spec, content):
        (spec.parent / "pyproject.toml").write_bytes(content)
        assert mlsys("validate", spec).code == 0
