"""No text of the document can change the structure of a file."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pytest

from mlsys.route import Route, format_route, parse_route
from structure_support import UNSEEN, shape
from text_support import NAMES, PAYLOADS, Texts, accepted, failing, files_of, renamed

TEXTS = Texts()
HARMLESS = "harmless words"
EVERYTHING = " ".join(PAYLOADS.values()).replace("\0", "")
SAMPLE = {"everything": EVERYTHING} | {
    name: PAYLOADS[name] for name in ("github", "yaml_number", "yaml_item")
}


@cache
def harmless(routes: tuple[Route, ...]) -> dict[str, bytes]:
    files = files_of(TEXTS.with_text(HARMLESS, routes))
    assert files is not None
    return files


def faults(text: str, routes: tuple[Route, ...]) -> list[str]:
    """Return what is wrong with the files of the document with ``text`` at ``routes``."""
    files = files_of(TEXTS.with_text(text, routes))
    assert files is not None
    return differing(files, harmless(routes))


def differing(files: dict[str, bytes], before: dict[str, bytes]) -> list[str]:
    """Return which files are not well formed, or differ in more than their texts."""
    assert files.keys() == before.keys()
    found = []
    for path, content in files.items():
        if content == before[path]:
            continue
        written = content.decode()
        if seen := UNSEEN.search(written):
            found.append(f"{path}: {seen[0]!r} as it is")
        try:
            same = shape(path, written) == shape(path, before[path].decode())
        except Exception as fault:
            found.append(f"{path}: {fault!r}")
        else:
            found += [] if same else [f"{path}: another structure"]
    return found


@pytest.mark.parametrize("name", SAMPLE)
def test_no_text_changes_the_structure_of_a_file(name: str) -> None:
    assert not faults(SAMPLE[name], accepted(TEXTS, SAMPLE[name]))


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_the_data_changes_the_structure_of_a_file(name: str) -> None:
    # A key of more than 1024 characters is no key of YAML.
    text = EVERYTHING.replace("\n", " ")[:900]
    files, before = files_of(renamed(name, text)), files_of(renamed(name, HARMLESS))
    assert files is not None
    assert before is not None
    assert not differing(files, before)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize(
    "share", [pytest.param(8, id="some"), pytest.param(1, id="all", marks=pytest.mark.long)]
)
def test_no_text_changes_it_at_any_place_alone(share: int, name: str) -> None:
    """A field that is refused beside another text is tried by itself, with one of so many texts."""
    text = PAYLOADS[name]
    together = accepted(TEXTS, text)
    found = [f"everywhere: {fault}" for fault in faults(text, together)]
    for route in TEXTS.routes[[*PAYLOADS].index(name) % share :: share]:
        alone = (route,)
        if (
            route in together
            or failing(TEXTS.with_text(text, alone))
            or failing(TEXTS.with_text(HARMLESS, alone))
        ):
            continue
        found += [f"{format_route(route)}: {fault}" for fault in faults(text, alone)]
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize("column", NAMES)
def test_every_text_as_a_name_of_the_data(column: str, name: str) -> None:
    files = files_of(renamed(column, PAYLOADS[name]))
    if files is None:  # a name of several lines is refused
        assert "\n" in PAYLOADS[name]
        return
    before = with_harmless_name(column)
    assert before is not None
    assert not differing(files, before)


@cache
def with_harmless_name(column: str) -> dict[str, bytes] | None:
    return files_of(renamed(column, HARMLESS))


@pytest.mark.parametrize(
    "field",
    [
        "infra.image",
        "infra.tracking.uri",
        "data.source.path",
        "monitoring.routes.page.url",
        "monitoring.routes.page.receiver",
        "stakeholders[0].team",
        "stakeholders[0].handle",
    ],
)
def test_what_cannot_be_meant_is_refused_where_it_stands(field: str) -> None:
    for name in ("shell", "github", "dockerfile", "control"):
        refused = failing(TEXTS.with_text(PAYLOADS[name], [parse_route(field)]))
        assert parse_route(field) in refused, name


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("data.source.path", "a b.csv"),
        ("data.source.path", "it's; touch owned & #1 (new).csv"),
        ("infra.tracking.uri", "sqlite:///$(shell)$$;touch&owned#x"),
    ],
)
def test_make_runs_nothing_of_a_path(field: str, text: str, tmp_path: Path) -> None:
    files = files_of(TEXTS.with_text(text, [parse_route(field)]))
    assert files is not None
    (tmp_path / "Makefile").write_bytes(files["Makefile"])
    for tool in (".venv/bin/python", ".venv-ui/bin/mlflow"):
        (tmp_path / tool).parent.mkdir(parents=True)
        (tmp_path / tool).write_text('#!/bin/sh\nprintf "%s\\n" "$@" >> said\n')
        (tmp_path / tool).chmod(0o755)
    for done in (".venv/installed", ".venv-ui/installed"):
        (tmp_path / done).touch()
    subprocess.run(
        ["make", "-o", ".venv/installed", "-o", ".venv-ui/installed", "train", "ui"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert not list(tmp_path.rglob("owned"))
    assert text in (tmp_path / "said").read_text().splitlines()
