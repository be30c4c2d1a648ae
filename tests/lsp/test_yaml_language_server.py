"""The published schema in the real yaml-language-server: completion, hover, and a wrong key marked."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from generated_support import npm_install

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "yaml-language-server@1.25.0"
QUICK = (ROOT / "examples/quickstart/mlsystem.yaml").read_text()
LIMIT = 60

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    modules = npm_install(tmp_path_factory.mktemp("npm"), PACKAGE)
    node = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert node is not None, "npm comes with node"
    return node, str(modules / ".bin" / "yaml-language-server")


class Editor:
    """A client of the YAML language server with one open document."""

    def __init__(self, folder: Path) -> None:
        self.uri = (folder / "mlsystem.yaml").as_uri()
        self.client = LanguageClient("test", "0")
        self.version = 0
        self.told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

        def heard(params: types.PublishDiagnosticsParams) -> None:
            self.told.put_nowait(params)

        def configured(params: types.ConfigurationParams) -> list[Any]:
            settings = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
            return [settings if item.section == "yaml" else None for item in params.items]

        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(heard)
        self.client.feature(types.WORKSPACE_CONFIGURATION)(configured)
        self.client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: None)

    async def start(self, program: tuple[str, str], folder: Path) -> None:
        await self.client.start_io(*program, "--stdio")
        workspace = types.WorkspaceClientCapabilities(configuration=True)
        document = types.TextDocumentClientCapabilities(
            hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown])
        )
        capabilities = types.ClientCapabilities(workspace=workspace, text_document=document)
        params = types.InitializeParams(capabilities=capabilities, root_uri=folder.as_uri())
        await asyncio.wait_for(self.client.initialize_async(params), LIMIT)
        self.client.initialized(types.InitializedParams())

    async def show(self, text: str) -> list[types.Diagnostic]:
        """Show a text with ``§`` taken out, and return what is found in it."""
        self.version += 1
        text = text.replace("§", "")
        if self.version == 1:
            item = types.TextDocumentItem(self.uri, "yaml", 1, text)
            self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        else:
            document = types.VersionedTextDocumentIdentifier(version=self.version, uri=self.uri)
            change = types.TextDocumentContentChangeWholeDocument(text)
            self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        found = list((await asyncio.wait_for(self.told.get(), LIMIT)).diagnostics)
        await asyncio.sleep(1)
        while not self.told.empty():
            found = list(self.told.get_nowait().diagnostics)
        return found

    async def complete(self, text: str) -> dict[str, str]:
        """Return what can stand at ``§``: labels with their documentation."""
        await self.show(text)
        params = types.CompletionParams(types.TextDocumentIdentifier(self.uri), place(text))
        answer = await asyncio.wait_for(self.client.text_document_completion_async(params), LIMIT)
        items = answer.items if isinstance(answer, types.CompletionList) else answer or ()
        return {item.label: plain(item.documentation) for item in items}

    async def hover(self, text: str) -> str:
        await self.show(text)
        params = types.HoverParams(types.TextDocumentIdentifier(self.uri), place(text))
        answer = await asyncio.wait_for(self.client.text_document_hover_async(params), LIMIT)
        return "" if answer is None else plain(answer.contents)


def plain(text: Any) -> str:
    return text.value if isinstance(text, types.MarkupContent) else str(text or "")


def place(text: str) -> types.Position:
    before = text[: text.index("§")]
    return types.Position(before.count("\n"), len(before) - before.rfind("\n") - 1)


@pytest.fixture
def edit(program: tuple[str, str], tmp_path: Path) -> Callable[[Callable[[Editor], Awaitable[None]]], None]:
    def run(play: Callable[[Editor], Awaitable[None]]) -> None:
        async def session() -> None:
            editor = Editor(tmp_path)
            await editor.start(program, tmp_path)
            try:
                await play(editor)
            finally:
                await editor.client.shutdown_async(None)
                editor.client.exit(None)
                await editor.client.stop()

        shutil.copy(ROOT / "schemas/mlsystem.schema.json", tmp_path)
        asyncio.run(asyncio.wait_for(session(), 6 * LIMIT))

    return run


HEAD = "# yaml-language-server: $schema=mlsystem.schema.json\n"
TEXT = HEAD + QUICK


def test_a_sound_document_has_no_marks_and_a_wrong_key_has_one(edit):
    async def play(editor: Editor) -> None:
        assert await editor.show(TEXT) == []
        wrong = TEXT.replace("role: optimize", "rolle: optimize")
        (found,) = await editor.show(wrong)
        assert "rolle" in found.message
        assert found.range.start.line == wrong[: wrong.index("rolle")].count("\n")
        (found,) = await editor.show(TEXT.replace("type: binary", "type: binry"))
        assert "binary" in found.message

    edit(play)


def test_keys_are_completed_also_behind_a_tag(edit):
    async def play(editor: Editor) -> None:
        top = await editor.complete(TEXT + "\n§")
        assert {"requirements", "monitoring", "infra"} <= top.keys()
        assert top["requirements"]
        metric = await editor.complete(TEXT.replace("{role: optimize}", "\n    role: optimize\n    §"))
        assert {"gate", "online_proxy"} <= metric.keys()
        task = await editor.complete(TEXT.replace("  type: binary\n", "  type: binary\n  §\n"))
        assert "loss" in task
        assert "horizon" not in task

    edit(play)


def test_overlays_are_completed_to_the_depth_and_need_no_part_of_a_section(edit):
    async def play(editor: Editor) -> None:
        overlay = TEXT + "environments:\n  staging:\n    overlay:\n      "
        sections = await editor.complete(f"{overlay}§")
        assert {"infra", "requirements", "metrics"} <= sections.keys()
        serving = f"{overlay}infra:\n        serving:\n          "
        fields = await editor.complete(f"{serving}§")
        assert {"replicas", "cold_start"} <= fields.keys()
        inner = await editor.complete(f"{serving}replicas:\n            §")
        assert {"min", "max", "per_replica"} <= inner.keys()
        assert inner["min"]
        values = await editor.complete(f"{overlay}infra:\n        platform: §")
        assert {"local", "kubernetes"} <= values.keys()
        hover = await editor.hover(f"{overlay}infra:\n        serving: {{cold_st§art: 10s}}")
        assert hover
        partial = "data: {label: {prevalence: 10%}}\n      metrics: {pr_auc: {gate: {min: 0.5}}}\n"
        assert await editor.show(f"{overlay}{partial}") == []
        (found,) = await editor.show(f"{overlay}infro: {{}}\n")
        assert "infro" in found.message

    edit(play)


def test_values_of_enumerations_are_completed_with_their_meaning(edit):
    async def play(editor: Editor) -> None:
        roles = await editor.complete(TEXT.replace("{role: optimize}", "\n    role: §\n"))
        assert {"optimize", "report"} <= roles.keys()
        types_of_tasks = await editor.complete(TEXT.replace("type: binary", "type: §"))
        assert {"binary", "regression", "forecasting"} <= types_of_tasks.keys()

    edit(play)


def test_hover_tells_what_a_field_means(edit):
    async def play(editor: Editor) -> None:
        text = await editor.hover(TEXT.replace("positive_class", "positive§_class"))
        assert "The class whose probability is predicted" in text
        text = await editor.hover(TEXT.replace("  role", "  r§ole").replace("{role", "{ro§le"))
        assert text

    edit(play)


def test_registries_offer_their_names_and_forms_are_said_in_words(edit):
    async def play(editor: Editor) -> None:
        keys = await editor.complete(TEXT.replace("metrics:\n", "metrics:\n  §\n"))
        assert {"roc_auc", "brier"} <= keys.keys()  # `pr_auc` is there already
        families = await editor.complete(TEXT + "\nmodel:\n  family:\n    - §")
        assert "gradient_boosting" in families
        assert await editor.show(TEXT + "\nmodel: {family: [one_of_our_own]}\n") == []
        slow = TEXT + "\nmodel: {explainer: {method: lime, latency: slow}}\n"
        (found,) = await editor.show(slow)
        assert "must be a number and ms, s, min, h, d or w" in found.message
        modes = await editor.complete(TEXT + "\nmodel:\n  explainer:\n    mode: §")
        assert "with each answer" in modes["sync"]

    edit(play)
