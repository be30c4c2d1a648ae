"""`mlsys lsp`, driven by a real client over stdio."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

ROOT = Path(__file__).resolve().parents[2]
QUICK = (ROOT / "examples/quickstart/mlsystem.yaml").read_text()
LIMIT = 30


class Editor:
    """A client with one open document."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "mlsystem.yaml"
        self.uri = self.path.as_uri()
        self.client = LanguageClient("test", "0")
        self.version = 0
        self.told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

        def heard(params: types.PublishDiagnosticsParams) -> None:
            self.told.put_nowait(params)

        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(heard)
        self.client.feature(types.WINDOW_SHOW_MESSAGE)(lambda params: None)

    async def start(self) -> types.InitializeResult:
        await self.client.start_io(sys.executable, "-m", "mlsys", "lsp", "--stdio")
        answer = await self.client.initialize_async(
            types.InitializeParams(capabilities=types.ClientCapabilities(), root_uri=None)
        )
        self.client.initialized(types.InitializedParams())
        return answer

    async def open(self, text: str) -> list[types.Diagnostic]:
        item = types.TextDocumentItem(self.uri, "yaml", self.version, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.heard()

    async def type(self, text: str) -> list[types.Diagnostic]:
        self.version += 1
        change = types.TextDocumentContentChangeWholeDocument(text)
        document = types.VersionedTextDocumentIdentifier(version=self.version, uri=self.uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        return await self.heard()

    async def heard(self) -> list[types.Diagnostic]:
        while True:
            told = await asyncio.wait_for(self.told.get(), LIMIT)
            if told.version in (None, self.version):
                return list(told.diagnostics)

    async def actions(self, found: types.Range) -> list[types.CodeAction]:
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(self.uri), found, types.CodeActionContext([])
        )
        answer = await asyncio.wait_for(self.client.text_document_code_action_async(params), LIMIT)
        return [action for action in answer or () if isinstance(action, types.CodeAction)]

    async def hover(self, line: int, character: int) -> types.Hover | None:
        params = types.HoverParams(types.TextDocumentIdentifier(self.uri), types.Position(line, character))
        return await asyncio.wait_for(self.client.text_document_hover_async(params), LIMIT)

    async def stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()


@pytest.fixture
def edit(tmp_path: Path) -> Callable[[Callable[[Editor], Awaitable[Any]]], Any]:
    def run(play: Callable[[Editor], Awaitable[Any]]) -> Any:
        async def session() -> Any:
            editor = Editor(tmp_path)
            await editor.start()
            try:
                return await play(editor)
            finally:
                await editor.stop()

        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data/telco_churn.csv").write_text("tenure,contract,monthly_charges,churn\n")
        return asyncio.run(asyncio.wait_for(session(), 3 * LIMIT))

    return run


def applied(text: str, action: types.CodeAction) -> str:
    """Return ``text`` after the edit of an action, as an editor makes it."""
    assert action.edit is not None
    assert action.edit.changes is not None
    ((_, (change,)),) = action.edit.changes.items()
    lines = text.splitlines(keepends=True)
    start, end = (
        sum(len(line) for line in lines[: place.line]) + place.character
        for place in (change.range.start, change.range.end)
    )
    return text[:start] + change.new_text + text[end:]


def worst(found: list[types.Diagnostic]) -> dict[str, types.Diagnostic]:
    return {str(d.code): d for d in found if d.severity == types.DiagnosticSeverity.Error}


def test_findings_follow_the_text_as_it_is_typed(edit):
    async def play(editor: Editor) -> None:
        assert worst(await editor.open(QUICK)) == {}
        misspelt = worst(await editor.type(QUICK.replace("role: optimize", "rolle: optimize")))
        assert set(misspelt) == {"MLS001"}
        line = QUICK.splitlines().index("  pr_auc: {role: optimize}")
        assert misspelt["MLS001"].range == types.Range(types.Position(line, 11), types.Position(line, 16))
        assert misspelt["MLS001"].source == "mlsys"
        wrong = worst(await editor.type(QUICK.replace("pr_auc:", "rmse:")))
        assert set(wrong) == {"MLS401"}
        broken = worst(await editor.type(QUICK + "x: [\n"))
        assert set(broken) == {"MLS016"}
        assert worst(await editor.type(QUICK)) == {}

    edit(play)


@pytest.mark.slow
def test_a_contradiction_shows_both_halves(edit):
    async def play(editor: Editor) -> None:
        found = await editor.open(f"{QUICK}infra: {{serving: {{replicas: {{min: 3, max: 2}}}}}}\n")
        one = worst(found)["MLS601"]
        assert one.related_information
        assert one.related_information[0].location.uri == editor.uri
        assert "help:" in one.message

    edit(play)


def test_a_fix_mends_the_text(edit):
    async def play(editor: Editor) -> None:
        text = QUICK.replace("role: optimize", "rolle: optimize")
        one = worst(await editor.open(text))["MLS001"]
        actions = await editor.actions(one.range)
        fix = next(a for a in actions if a.kind == types.CodeActionKind.QuickFix)
        assert "MLS001" in fix.title
        assert applied(text, fix) == QUICK
        elsewhere = types.Range(types.Position(0, 0), types.Position(0, 0))
        assert all(a.kind != types.CodeActionKind.QuickFix for a in await editor.actions(elsewhere))

    edit(play)


@pytest.mark.slow
def test_a_finding_can_be_accepted_and_settings_are_judged(edit, tmp_path):
    async def play(editor: Editor) -> None:
        text = QUICK.replace("data/telco_churn.csv", "data/none.csv")
        one = next(d for d in await editor.open(text) if d.code == "MLS037")
        accept = next(a for a in await editor.actions(one.range) if a.title.startswith("Accept"))
        accepted = applied(text, accept)
        assert "suppressions:\n  - {rule: MLS037, path: data.source.path, reason: CHANGE_ME" in accepted
        (tmp_path / "mlsys.toml").write_text('ignore = ["MLS999"]\n')
        codes = [d.code for d in await editor.type(accepted)]
        assert "MLS037" not in codes
        assert "settings" in codes

    edit(play)


@pytest.mark.slow
def test_places_are_counted_as_the_client_counts(edit):
    async def play(editor: Editor) -> None:
        before = 'x-note: {"🙂🙂": 1}\n'
        text = before + QUICK
        await editor.open(text)
        flow = f'x-a: "🙂🙂"\n{QUICK}'.replace("pr_auc: {role", 'pr_auc: {"x-🙂": 1, rolle')
        one = worst(await editor.type(flow))["MLS001"]
        line = flow.splitlines()[one.range.start.line]
        units = line.encode("utf-16-le")
        place = slice(2 * one.range.start.character, 2 * one.range.end.character)
        assert units[place].decode("utf-16-le") == "rolle"

    edit(play)


@pytest.mark.slow
def test_hover_shows_the_page_of_the_field(edit):
    async def play(editor: Editor) -> None:
        await editor.open(QUICK)
        line = QUICK.splitlines().index("  pr_auc: {role: optimize}")
        hover = await editor.hover(line, 12)
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert "**metrics.pr_auc.role**" in hover.contents.value
        assert "optimize" in hover.contents.value

    edit(play)


@pytest.mark.slow
def test_other_documents_are_left_alone_and_closing_takes_findings_back(edit, tmp_path):
    async def play(editor: Editor) -> None:
        assert worst(await editor.open(QUICK.replace("role: optimize", "rolle: optimize")))
        closed = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(editor.uri))
        editor.client.text_document_did_close(closed)
        assert await editor.heard() == []
        editor.uri = (tmp_path / "compose.yaml").as_uri()
        assert await editor.open("services: {a: {image: x}}\n") == []

    edit(play)


def test_without_the_extra_the_command_says_what_to_install(monkeypatch, capsys):
    from mlsys.cli.app import run

    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    monkeypatch.delitem(sys.modules, "mlsys.cli.lsp.server", raising=False)
    assert run(["lsp"]) == 4
    assert "mlsys-compiler[lsp]" in capsys.readouterr().err
