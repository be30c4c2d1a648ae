"""Documents unlike the examples: their projects pass their own checks too, in the example's environment."""

from __future__ import annotations

import csv
import math
import os
import random
import shutil
import struct
import subprocess
import unicodedata
import zlib
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from generated_support import EXAMPLES, ROOT, compile_to

pytestmark = pytest.mark.slow

CASES = [
    "data-tabular/group_split",
    "data-tabular/open_levels",
    "explanations/classes",
    "explanations/explained",
    pytest.param("explanations/number", marks=pytest.mark.long),
    pytest.param("task-anomaly/every_field", marks=pytest.mark.long),
    pytest.param("task-anomaly/smallest", marks=pytest.mark.long),
    pytest.param("task-binary/capacity", marks=pytest.mark.long),
    "task-binary/every_family",
    pytest.param("task-binary/precision_held", marks=pytest.mark.long),
    "task-binary/rivals",
    pytest.param("task-clustering/every_field", marks=pytest.mark.long),
    pytest.param("task-clustering/smallest", marks=pytest.mark.long),
    "task-multiclass/every_field",
    "task-regression/named_ranges",
    pytest.param("task-multilabel/every_field", marks=pytest.mark.long),
    pytest.param("task-multilabel/tags", marks=pytest.mark.long),
    pytest.param("task-reduction/every_field", marks=pytest.mark.long),
    pytest.param("task-reduction/smallest", marks=pytest.mark.long),
    pytest.param("training-tabular/mcnemar", marks=pytest.mark.long),
]
TESTS = (
    *(
        f"integration/test_{name}.py"
        for name in (
            "batch",
            "clusters",
            "components",
            "detectors",
            "explanations",
            "model_behaviour",
            "predictor",
        )
    ),
    *(
        f"unit/test_{name}.py"
        for name in (
            "answers",
            "buckets",
            "decision",
            "evaluation",
            "metrics",
            "model_selection",
            "split",
            "target",
        )
    ),
    "unit/test_validation.py",
)
LINT = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"])
DRILLS = (
    "interrupt_batch",
    "corrupt_values",
    "leak_label",
    "other_rows",
    "split_hairs",
    "tamper_explainer",
    "too_few",
)


GROUPS_IN_TIME = """
import polars as pl
from temporal_groups.data.split import leaked, split

days = [f"2026-01-{day:02}" for day in range(1, 31)]
frame = pl.DataFrame({"signed_at": days, "contract_id": [i % 7 if i > 20 else 100 + i for i in range(30)]})
frame = frame.with_columns(contract_id=pl.when(pl.int_range(30) == 3).then(6).otherwise("contract_id"))
parts = split(frame)
groups = [set(part["contract_id"]) for part in (parts.train, parts.validation, parts.test)]
assert all(groups) and not (groups[0] & groups[1] or groups[0] & groups[2] or groups[1] & groups[2]), groups
assert parts.train["signed_at"].max() < parts.validation["signed_at"].min() < parts.test["signed_at"].min()
assert days[3] not in parts.train["signed_at"], "its group is in a later part"
assert leaked(parts) == 0
assert leaked(type(parts)(frame[:18], frame[18:24], frame[24:])) > 0
"""


@pytest.fixture(scope="module")
def python(equip: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of the example's environment, which every project of this kind can use."""
    churn = compile_to(EXAMPLES / "telco-churn" / "mlsystem.yaml", tmp_path_factory.mktemp("equipped"))
    return equip(churn) / ".venv" / "bin" / "python"


def run_each(commands: Iterable[list[str]], python: Path, project: Path) -> None:
    for command in commands:
        done = subprocess.run(
            [python, "-m", *command],
            cwd=project,
            env={**os.environ, "PYTHONPATH": "src:.", "MLFLOW_DISABLE_TELEMETRY": "true"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}:\n{done.stdout[-4000:]}"


@pytest.mark.parametrize("case", CASES)
def test_a_project_passes_its_own_checks(case: str, python: Path, tmp_path: Path) -> None:
    blueprint, name = case.split("/")
    spec = tmp_path / "mlsystem.yaml"
    spec.write_bytes((ROOT / "blueprints" / blueprint / "tests" / "cases" / f"{name}.yaml").read_bytes())
    shutil.copytree(EXAMPLES / "telco-churn" / "data", tmp_path / "data")
    project = compile_to(spec, tmp_path / "project")
    tests = (f"tests/{test}" for test in TESTS if (project / "tests" / test).exists())
    drills = (name for name in DRILLS if (project / "tests/fault_injection" / f"{name}.py").exists())
    commands = ["pytest", "-q", *tests], ["tests.fault_injection", *drills]
    run_each((*LINT, *commands), python, project)


def test_a_group_stays_with_its_youngest_rows(python: Path, tmp_path: Path) -> None:
    cases = ROOT / "blueprints" / "data-tabular" / "tests" / "cases"
    project = compile_to(cases / "temporal_groups.yaml", tmp_path)
    environment = {**os.environ, "PYTHONPATH": "src"}
    for command in (["-m", "ruff", "check", "src"], ["-m", "mypy"], ["-c", GROUPS_IN_TIME]):
        subprocess.run([python, *command], cwd=project, env=environment, check=True)


def test_a_time_column_tells_how_old_a_batch_is(python: Path, tmp_path: Path) -> None:
    cases = ROOT / "blueprints" / "batch-polars" / "tests" / "cases"
    project = compile_to(cases / "dated_deliveries.yaml", tmp_path)
    environment = {**os.environ, "PYTHONPATH": "src:."}
    lint = ["ruff", "check", "src", "tests"]
    tests = ["pytest", "-q", "tests/integration/test_batch.py", "-k", "newest_row or age_of"]
    for command in (lint, ["ruff", "format", "--check", "src", "tests"], ["mypy"], tests):
        subprocess.run([python, "-m", *command], cwd=project, env=environment, check=True)


def write_table(path: Path, rows: Iterable[tuple[object, ...]]) -> None:
    path.parent.mkdir()
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def tickets(path: Path) -> None:
    """Write tickets of which those of the night and the weekend are answered late, with noise."""
    draw = random.Random(7)
    rows = []
    for number in range(4000):
        opened = datetime(2025, 1, 1) + timedelta(seconds=draw.randrange(330 * 86_400))
        since = date(2015, 1, 1) + timedelta(days=draw.randrange(3650))
        priority, queue = draw.choice(("low", "normal", "normal", "high")), draw.randrange(25)
        late = -1.2 + 1.6 * (opened.weekday() >= 5) + 1.1 * math.cos(math.tau * (opened.hour - 2) / 24)
        late += 0.05 * (queue - 12) - 0.6 * (priority == "high")
        answer = "yes" if draw.random() < 1 / (1 + math.exp(-late)) else "no"
        rows.append(
            (number, opened.isoformat(), since if draw.random() > 0.03 else "", priority, queue, answer)
        )
    names = ("ticket_id", "opened_at", "customer_since", "priority", "queue", "late")
    write_table(path, [names, *rows])


def test_moments_are_inputs_of_models(python: Path, tmp_path: Path) -> None:
    """A model learns the night and the weekend from a moment, and every door reads it alike."""
    spec = tmp_path / "mlsystem.yaml"
    spec.write_bytes((ROOT / "blueprints/data-tabular/tests/cases/moments.yaml").read_bytes())
    tickets(tmp_path / "data/tickets.csv")
    project = compile_to(spec, tmp_path / "project")
    names = ("conformance", "explanations", "logged_predictions", "predictor")
    tests = ["tests/unit/test_calendar.py", "tests/unit/test_parsing.py"]
    tests += [*(f"tests/integration/test_{name}.py" for name in names)]
    drills = ["tests.fault_injection", "corrupt_values", "interrupt_batch", "leak_label", "shift_feature"]
    program = [["late_tickets.cli", "train"], ["late_tickets.cli", "evaluate"]]
    run_each((*LINT, *program, ["pytest", "-q", *tests], drills), python, project)


URGENT = ("smoke", "outage", "STOPPED", "breach", "Brände")
CALM = ("invoice", "thanks", "question", "Übersicht", "newsletter")
PLAIN = (
    "the",
    "a",
    "printer",
    "screen",
    "server",
    "login",
    "order",
    "room",
    "please",
    "since",
    "today",
    "we",
)


def letters(path: Path) -> None:
    """Write tickets of which some words, in any spelling, tell the urgent ones, with noise."""
    draw = random.Random(11)
    rows = []
    for number in range(2500):
        channel, queue = draw.choice(("mail", "phone", "web")), draw.randrange(25)
        urgent = draw.random() < 1 / (1 + math.exp(1.2 - 0.6 * (channel == "phone") - 0.04 * (queue - 12)))
        said = draw.choices(PLAIN, k=draw.randrange(3, 25))
        topic, hours = "other", 20 + 15 * (1 - 2 * urgent) * draw.random()
        if draw.random() < 0.8:
            topic = "outage" if urgent else "question"
            word = draw.choice(URGENT if urgent else CALM)
            said.insert(
                0, unicodedata.normalize(draw.choice(("NFC", "NFD")), draw.choice((word, word.upper())))
            )
        subject = " ".join(said[:3]) if draw.random() > 0.1 else ""
        answers = ("yes" if urgent else "no", topic, f"{hours:.1f}")
        rows.append((number, ", ".join(said) + "!", subject, channel, queue, *answers))
    names = ("ticket_id", "message", "subject", "channel", "queue", "urgent", "topic", "hours")
    write_table(path, [names, *rows])


@pytest.mark.parametrize(
    ("case", "package"),
    [
        ("texts", "urgent_tickets"),
        ("texts_of_classes", "ticket_topics"),
        pytest.param("texts_of_numbers", "ticket_hours", marks=pytest.mark.long),
    ],
)
def test_texts_are_inputs_of_models(case: str, package: str, python: Path, tmp_path: Path) -> None:
    """A model learns from words, every door reads them alike, and none lets a longer text in."""
    spec = tmp_path / "mlsystem.yaml"
    spec.write_bytes((ROOT / f"blueprints/data-tabular/tests/cases/{case}.yaml").read_bytes())
    letters(tmp_path / "data/tickets.csv")
    project = compile_to(spec, tmp_path / "project")
    found = [
        project / f"tests/integration/test_{name}.py"
        for name in ("conformance", "explanations", "model_behaviour", "predictor")
    ]
    tests = ["tests/unit/test_vocabulary.py", *(str(path) for path in found if path.is_file())]
    drills = ["tests.fault_injection", "corrupt_values", "shift_feature"]
    program = [[f"{package}.cli", "train"], [f"{package}.cli", "evaluate"]]
    run_each((*LINT, *program, ["pytest", "-q", *tests], drills), python, project)


def parcels(path: Path) -> None:
    """Write parcels whose photos, as files of several kinds, and weights tell the open ones, with noise."""
    draw = random.Random(17)
    rows, files = [], {}
    for number in range(700):
        is_open, weight = draw.random() < 0.4, draw.uniform(0.2, 30)
        photo = ""
        if draw.random() > 0.05:
            photo = f"photos/{number}.png"
            slope = (0, 9) if is_open else (9, 0)
            files[photo] = png(12, 10, slope if draw.random() < 0.85 else (4, 4), draw, 3)
        sticker = f"photos/label-{number}.png"
        files[sticker] = png(16, 16, (3, draw.randrange(9)), draw, 1)
        seen = f"2026-03-{draw.randrange(1, 29):02}T{draw.randrange(24):02}:15:00Z"
        note = "torn corner" if is_open and draw.random() < 0.3 else draw.choice(("fine", "wet", ""))
        packing = draw.choice(("box", "bag"))
        rows.append(
            (
                number,
                round(weight, 2),
                photo,
                seen,
                note or "none",
                sticker,
                packing,
                "yes" if is_open else "no",
            )
        )
    names = ("parcel_id", "weight", "photo", "seen_at", "note", "label_photo", "packing", "open")
    write_table(path, [names, *rows])
    (path.parent / "photos").mkdir()
    for name, content in files.items():
        (path.parent / name).write_bytes(content)


def png(width: int, height: int, slope: tuple[int, int], draw: random.Random, channels: int) -> bytes:
    """Return a PNG that becomes lighter along both axes, with noise; written by hand, as a stranger would."""
    across, down = slope
    lines = (
        b"\0"
        + bytes(
            min(255, 60 + across * x + down * y + draw.randrange(30))
            for x in range(width)
            for _ in range(channels)
        )
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2}[channels], 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def test_images_are_inputs_beside_others(equip: Callable[[Path], Path], tmp_path: Path) -> None:
    """Photos, texts, moments and numbers go into one graph, and each door reads a file alike."""
    spec = tmp_path / "mlsystem.yaml"
    spec.write_bytes((ROOT / "blueprints/image-inputs/tests/cases/mixed.yaml").read_bytes())
    parcels(tmp_path / "data/parcels.csv")
    project = compile_to(spec, tmp_path / "project")
    shutil.copytree(tmp_path / "data/photos", project / "data/photos")
    python = equip(project) / ".venv/bin/python"
    tests = [f"tests/unit/test_{name}.py" for name in ("images", "shades", "vocabulary")]
    tests += [f"tests/integration/test_{name}.py" for name in ("image_doors", "conformance")]
    drills = ["tests.fault_injection", "corrupt_values", "hostile_images", "darken_images", "shift_feature"]
    program = [["broken_parcels.cli", "train"], ["broken_parcels.cli", "evaluate"]]
    run_each((*LINT, *program, ["pytest", "-q", *tests], drills), python, project)
