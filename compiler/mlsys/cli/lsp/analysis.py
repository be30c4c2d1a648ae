"""What is known about an open document: its findings, the fixes on offer, the page at a place."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from pathlib import Path

from mlsys.diagnostics.model import Anchor, AppendItem, Diagnostic, Fix, Severity
from mlsys.inputs import inputs_of
from mlsys.judge import Judgement, Options
from mlsys.pipeline import check_inputs
from mlsys.route import format_route
from mlsys.source import SourceFile
from mlsys.syntax.patches import written_key

_NAME = re.compile(r"mlsystem(\.[\w-]+)?\.ya?ml\Z")
_CODE = re.compile(r"MLS\d{3}\Z")
_ACCEPTED = datetime.timedelta(days=90)
"""For how long a finding is accepted unless the author says otherwise."""
_VERSION = re.compile(r"^apiVersion:\s*[\"']?mlsys/", re.MULTILINE)


def is_specification(path: str, text: str) -> bool:
    """Return whether a document is one of ours: by its name, or by what it says."""
    return _NAME.search(path) is not None or _VERSION.search(text[:2000]) is not None


@dataclass(frozen=True, slots=True)
class Offer:
    """A fix of a finding, as an edit of the text."""

    finding: Diagnostic
    fix: Fix
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """A document as it stands in the editor, judged."""

    source: SourceFile
    checked: Judgement

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """Everything that was found."""
        return self.checked.report.diagnostics

    def offers(self) -> list[Offer]:
        """Return the fixes that can be made in this text."""
        return [
            Offer(finding, finding.fix, *edit)
            for finding in self.findings
            if finding.fix is not None
            and self._written_here(finding)
            and (edit := self._edit((finding.fix,))) is not None
        ]

    def acceptance(self, finding: Diagnostic) -> Offer | None:
        """Return the edit that adds a suppression of ``finding``; ``None`` for what may not be accepted.

        Reason and owner are left for the author to fill in; `MLS012` reminds of them.
        """
        if finding.severity is Severity.ERROR or not finding.route or not _CODE.match(finding.code):
            return None
        until = datetime.date.today() + _ACCEPTED
        path = format_route(finding.route)
        entry = (
            f"{{rule: {finding.code}, path: {written_key(path)}, "
            f"reason: CHANGE_ME, owner: CHANGE_ME, expires: {until}}}"
        )
        fix = Fix(f"Accept at `{path}` until {until}", (AppendItem(("suppressions",), entry),))
        edit = self._edit((fix,))
        return None if edit is None else Offer(finding, fix, *edit)

    def _written_here(self, finding: Diagnostic) -> bool:
        """Return whether the route of a finding is where it stands: not in a parent, not in an overlay."""
        from mlsys.cli.lsp.places import route_at

        span, tree = finding.span, self.checked.tree
        if span is None or tree is None or span.source is not self.source:
            return False
        place = route_at(tree, span.start.offset)
        return not place or not finding.route or place[0] == finding.route[0]

    def all_safe(self) -> tuple[int, int, str] | None:
        """Return the edit that makes all fixes that cannot change what the author meant, if there are any."""
        from mlsys.syntax.edits import safe_fixes

        return self._edit(safe_fixes(self.source, self.findings))

    def _edit(self, fixes: tuple[Fix, ...]) -> tuple[int, int, str] | None:
        from mlsys.cli.lsp.places import difference
        from mlsys.syntax.edits import apply

        edited = apply(self.source, fixes)
        return difference(self.source.text, edited.text) if edited.applied else None

    def page_at(self, offset: int) -> tuple[str, tuple[int, int]] | None:
        """Return the page of the field at ``offset`` in Markdown, and the range that it is about."""
        from mlsys.cli.lsp.hover import markdown
        from mlsys.cli.lsp.places import route_at
        from mlsys.pages.fields import UnknownSubject, describe
        from mlsys.syntax.locate import span_of

        tree = self.checked.tree
        route = route_at(tree, offset) if tree is not None else ()
        if tree is None or not route:
            return None
        try:
            page = describe("", route, self.checked)
        except UnknownSubject:
            return None
        span = span_of(tree, route, Anchor.KEY)
        return markdown(page), (span.start.offset, span.end.offset)


def analyse(path: str, text: str) -> Analysis:
    """Judge a document as it stands in the editor, under the settings of its repository.

    Settings that cannot be are told, and do not count.
    """
    from mlsys.cli.lsp.setting_findings import usable_settings

    source = SourceFile(path, text)
    settings, found = usable_settings(Path(path))
    checked = check_inputs(inputs_of(source, settings=settings), Options(project=True))
    if found:
        report = replace(checked.report, diagnostics=(*found, *checked.report.diagnostics))
        checked = replace(checked, report=report)
    return Analysis(source, checked)
