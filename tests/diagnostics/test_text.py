"""The whole rendering of a few findings, character by character."""

from __future__ import annotations

from mlsys.diagnostics import Diagnostic, Fix, Related, RenameKey, Severity
from mlsys.diagnostics.report import Report, Skipped, ordered
from mlsys.diagnostics.style import COLOURED
from mlsys.diagnostics.text import render, render_diagnostic, summary
from mlsys.source import SourceFile
from mlsys.syntax.positions import Positions

SOURCE = SourceFile(
    "mlsystem.yaml",
    "task:\n  type: binary\n"
    + "\n" * 6
    + "metrics:\n  rmse: {role: optimize}\n\twide: 漢字 x\n"
    + "long: "
    + "y" * 300
    + "\n",
)
PARENT = SourceFile("org/base.yaml", "limits:\n  latency: 100ms\n")


def finding(
    text: str, severity: Severity = Severity.ERROR, source: SourceFile = SOURCE, **rest: object
) -> Diagnostic:
    start = source.text.index(text)
    span = Positions(source).between(start, start + len(text))
    return Diagnostic("MLS401", severity, "`rmse` is not a metric of binary tasks", span=span, **rest)  # type: ignore[arg-type]


def test_a_finding_with_everything() -> None:
    binary = SOURCE.text.index("binary")
    related = Related(("task", "type"), "the task is binary", Positions(SOURCE).between(binary, binary + 6))
    fix = Fix("rename it to `mse`", (RenameKey(("metrics", "rmse"), "mse"),), safe=True)
    diagnostic = finding("rmse", help="did you mean `mse`?", note="one\ntwo", related=(related,), fix=fix)
    assert render_diagnostic(diagnostic) == (
        "error[MLS401]: `rmse` is not a metric of binary tasks\n"
        "  --> mlsystem.yaml:10:3\n"
        "   |\n"
        " 2 |   type: binary\n"
        "   |         ------ the task is binary\n"
        "...\n"
        "10 |   rmse: {role: optimize}\n"
        "   |   ^^^^\n"
        "   |\n"
        "   = help: did you mean `mse`?\n"
        "   = note: one\n"
        "           two\n"
        "   = fix: rename it to `mse` (`mlsys validate --fix`)\n"
    )


def test_a_second_file() -> None:
    related = Related(("limits", "latency"), "demanded here", Positions(PARENT).between(19, 24))
    assert render_diagnostic(finding("binary", Severity.DANGER, related=(related,))) == (
        "danger[MLS401]: `rmse` is not a metric of binary tasks\n"
        " --> mlsystem.yaml:2:9\n"
        "  |\n"
        "2 |   type: binary\n"
        "  |         ^^^^^^\n"
        " ::: org/base.yaml:2:12\n"
        "  |\n"
        "2 |   latency: 100ms\n"
        "  |            ----- demanded here\n"
    )


def test_carets_stand_below_wide_characters_and_tabs() -> None:
    lines = render_diagnostic(finding("字 x")).splitlines()
    assert lines[3] == "11 |   wide: 漢字 x"
    assert lines[4] == "   |           ^^^^"


def test_a_long_line_is_cut_around_its_caret() -> None:
    text = render_diagnostic(finding("yyy\n"))
    assert max(len(line) for line in text.splitlines()) < 140
    assert text.count("…") == 1
    assert "^^^" in text


def test_places_far_apart_in_a_long_line_are_shown_one_by_one() -> None:
    begin = SOURCE.text.index("long")
    related = Related(("long",), "first here", Positions(SOURCE).between(begin, begin + 4))
    text = render_diagnostic(finding("yyy\n", related=(related,)))
    first, dashes, second, carets = text.splitlines()[3:7]
    assert first.startswith("12 | long: yyy")
    assert dashes == "   | ---- first here"
    assert carets.index("^") == second.rindex("yyy")


def test_control_characters_do_not_reach_the_terminal() -> None:
    source = SourceFile("f", "a: \x1b[31mred\u202e\x07")
    assert "\x1b" not in render_diagnostic(finding("red", source=source))
    assert "\u202e" not in render_diagnostic(finding("red", source=source))


def test_a_finding_without_a_place_names_its_path() -> None:
    diagnostic = Diagnostic("MLS101", Severity.WARNING, "no objective", ("objectives",), help="add one")
    assert render_diagnostic(diagnostic) == (
        "warning[MLS101]: no objective\n --> objectives\n  = help: add one\n"
    )


def test_the_summary_counts_and_tells_what_did_not_run() -> None:
    skipped = tuple(Skipped(f"MLS60{n}", "no traffic is declared") for n in range(5))
    report = Report((finding("rmse"), finding("binary", Severity.NOTE)), ("mlsystem.yaml",), 40, skipped)
    assert summary(report) == (
        "1 error, 1 note in mlsystem.yaml; 40 rules run; 5 skipped\n"
        "  skipped: MLS600, MLS601, MLS602 and 2 more: no traffic is declared\n"
    )
    assert "MLS604" in summary(report, verbose=True)
    assert summary(Report(())) == "no findings\n"


def test_the_summary_of_a_clean_document_is_one_line() -> None:
    skipped = (Skipped("MLS600", "no traffic is declared"),)
    clean = Report((), ("mlsystem.yaml",), 40, skipped)
    assert summary(clean) == "no findings in mlsystem.yaml; 40 rules run; 1 skipped\n"
    assert "MLS600" in summary(clean, verbose=True)


def test_colour_adds_nothing_but_colour() -> None:
    import re

    report = Report((finding("rmse", help="h"),), ("f",), 1)
    coloured = render(report, style=COLOURED)
    assert "\x1b[1;31merror[MLS401]" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(report)


def test_findings_are_ordered_by_place_and_told_once() -> None:
    late, early = finding("rmse"), finding("binary", Severity.NOTE)
    assert ordered([late, early, finding("rmse")]) == (early, late)
