"""The server: what the editor says, and what it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from mlsys import __version__
from mlsys.cli.lsp import convert
from mlsys.cli.lsp.analysis import Analysis, Offer, analyse, is_specification
from mlsys.diagnostics.model import Diagnostic
from mlsys.errors import MlsysError

PAUSE: Final = 0.15
"""Seconds without a keystroke after which a document is judged."""


class Server(LanguageServer):
    """Judges every open specification a moment after it was changed."""

    def __init__(self) -> None:
        super().__init__("mlsys", __version__)
        self._known: dict[str, tuple[str, Analysis]] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}

    def analysis(self, uri: str) -> Analysis | None:
        """Return what is known about the document as it stands now; ``None`` when it is none of ours."""
        document = self.workspace.get_text_document(uri)
        text = document.source
        known = self._known.get(uri)
        if known is not None and known[0] == text:
            return known[1]
        if not is_specification(document.path, text):
            return None
        found = analyse(document.path, text)
        self._known[uri] = (text, found)
        return found

    def judge(self, uri: str) -> None:
        """Tell the editor what is found in the document."""
        document = self.workspace.get_text_document(uri)
        try:
            found = self.analysis(uri)
        except MlsysError as fault:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, fault.message))
            return
        told = (
            [self.shown(document, convert.diagnostic(f, found.source)) for f in found.findings]
            if found
            else []
        )
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, told, version=document.version)
        )

    def later(self, uri: str) -> None:
        """Judge the document when nobody has typed for a moment."""
        self.forget(uri)
        self._waiting[uri] = asyncio.get_running_loop().create_task(self._after_a_pause(uri))

    def forget(self, uri: str) -> None:
        """Give up a judgement that is waiting."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()

    def close(self, uri: str) -> None:
        """Take back everything that was said about a document."""
        self.forget(uri)
        self._known.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def again(self) -> None:
        """Judge all open documents anew: another file, such as a parent, has changed."""
        self._known.clear()
        for uri in list(self.workspace.text_documents):
            self.judge(uri)

    async def _after_a_pause(self, uri: str) -> None:
        await asyncio.sleep(PAUSE)
        self._waiting.pop(uri, None)
        self.judge(uri)

    # -- places: the protocol counts in units that the client chooses, mlsys counts characters ----------

    def shown(self, document: TextDocument, found: types.Diagnostic) -> types.Diagnostic:
        """Return a diagnostic with its range in the units of the client."""
        found.range = self.client_range(document, found.range)
        return found

    def client_range(self, document: TextDocument, found: types.Range) -> types.Range:
        """Return a range in characters in the units of the client."""
        return document.position_codec.range_to_client_units(document.lines, found)

    def edit(self, document: TextDocument, start: int, end: int, text: str) -> types.WorkspaceEdit:
        """Return the edit that replaces the characters from ``start`` to ``end``."""
        places = (convert.position_of(document.source, offset) for offset in (start, end))
        change = types.TextEdit(self.client_range(document, types.Range(*places)), text)
        return types.WorkspaceEdit(changes={document.uri: [change]})


def create() -> Server:
    """Return a server that is ready to be started."""
    server = Server()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.judge(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.later(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.again()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        return _hover(server, params)

    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds))
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return _actions(server, params)

    return server


def _hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    document = server.workspace.get_text_document(params.text_document.uri)
    found = server.analysis(document.uri)
    if found is None:
        return None
    codec = document.position_codec
    unit = codec.position_from_client_units(document.lines, params.position)
    place = types.Position(unit.line, unit.character)
    page = found.page_at(convert.offset_of(document.source, place))
    if page is None:
        return None
    text, offsets = page
    about = types.Range(*(convert.position_of(document.source, offset) for offset in offsets))
    content = types.MarkupContent(types.MarkupKind.Markdown, text)
    return types.Hover(content, server.client_range(document, about))


def _actions(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    document = server.workspace.get_text_document(params.text_document.uri)
    found = server.analysis(document.uri)
    if found is None:
        return []
    actions = []
    for offer in _offers_in(server, document, found, params.range):
        shown = server.shown(document, convert.diagnostic(offer.finding, found.source))
        actions.append(
            types.CodeAction(
                title=f"{offer.fix.title} ({offer.finding.code})",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[shown],
                is_preferred=offer.fix.safe,
                edit=server.edit(document, offer.start, offer.end, offer.text),
            )
        )
    whole = found.all_safe()
    if whole is not None:
        kind = types.CodeActionKind.SourceFixAll
        actions.append(types.CodeAction("Make all safe fixes", kind=kind, edit=server.edit(document, *whole)))
    wanted = params.context.only
    return [action for action in actions if wanted is None or action.kind in wanted]


def _offers_in(
    server: Server, document: TextDocument, found: Analysis, range_: types.Range
) -> Iterator[Offer]:
    """Yield what can be done about the findings in a range: the fixes first, then accepting them."""

    def here(finding: Diagnostic) -> bool:
        return _overlap(server.shown(document, convert.diagnostic(finding, found.source)).range, range_)

    yield from (offer for offer in found.offers() if here(offer.finding))
    for finding in found.findings:
        offer = found.acceptance(finding) if here(finding) else None
        if offer is not None:
            yield offer


def _overlap(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end
