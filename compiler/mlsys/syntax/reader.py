"""Reading YAML: from text to the syntax tree, with every mistake as a finding.

The parser is libyaml through PyYAML's events. Values, duplicate keys, aliases and
limits are ours: PyYAML's own constructor follows YAML 1.1, keeps the last of two
equal keys, and recurses.
"""

from __future__ import annotations

import re
from typing import Final

import yaml

from mlsys.diagnostics import Diagnostic, Result, Severity, codes
from mlsys.source import SourceFile
from mlsys.syntax.composer import Composer, LimitExceeded
from mlsys.syntax.nodes import Node, Scalar
from mlsys.syntax.positions import Positions
from mlsys.syntax.problems import explain

MAX_CHARACTERS: Final = 2 * 1024 * 1024
"""The longest text that is read."""

_FORBIDDEN: Final = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_BREAKS: Final = str.maketrans("", "", "\t\n\r")


def read(source: SourceFile, text: str | None = None) -> Result[Node]:
    """Return the tree of ``source`` and everything that is wrong with its text.

    Args:
        source: the text, to which the spans refer.
        text: what is read instead: the text of ``source`` with parts of it blanked out.

    Returns:
        The tree with findings. It is ``None`` when the text is not YAML, holds no value, or exceeds a limit.
        After a duplicate key, a merge key or an unknown tag the rest of the tree is there,
        so that later steps can find more in the same run.

    """
    positions = Positions(source)
    finding = _unreadable(positions)
    if finding is not None:
        return Result(None, (finding,))
    composer = Composer(positions)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(source.text if text is None else text)
    try:
        finding = _drive(loader, composer, positions)
    except LimitExceeded as limit:
        finding = limit.finding
    except yaml.MarkedYAMLError as error:
        finding = explain(error, positions)
    finally:
        loader.dispose()
    if finding is not None:
        return Result(None, (*composer.findings, finding))
    root = composer.root
    if root is None or (isinstance(root, Scalar) and root.value is None and not composer.findings):
        return Result(None, (*composer.findings, _no_document(positions)))
    return Result(root, tuple(composer.findings))


def _drive(loader: yaml.SafeLoader, composer: Composer, positions: Positions) -> Diagnostic | None:
    """Feed the events of the first document to ``composer``; return a finding if a second one follows."""
    documents = 0
    while True:
        event = loader.get_event()  # type: ignore[no-untyped-call]
        if event is None or isinstance(event, yaml.StreamEndEvent):
            return None
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                return Diagnostic(
                    codes.YAML_FEATURE,
                    Severity.ERROR,
                    "a second document starts here; a file holds one",
                    span=positions.span(event.start_mark, event.end_mark),
                    help="move it to a file of its own",
                )
        composer.feed(event)


def _unreadable(positions: Positions) -> Diagnostic | None:
    text = positions.source.text
    if len(text) > MAX_CHARACTERS:
        return Diagnostic(
            codes.TOO_LARGE,
            Severity.ERROR,
            f"the text has {len(text):,} characters; a specification has at most {MAX_CHARACTERS:,}",
            span=positions.between(0, 0),
            help="keep data in files of their own and name them in `data.source.path`",
        )
    # Compiling the pattern takes longer than reading a document; what is printable does not need it.
    match = None if text.translate(_BREAKS).isprintable() else re.search(_FORBIDDEN, text)
    if match is None:
        return None
    return Diagnostic(
        codes.YAML_SYNTAX,
        Severity.ERROR,
        f"the character U+{ord(match[0]):04X} is invisible and not allowed in YAML",
        span=positions.between(match.start(), match.end()),
        help='delete it, or write it as an escape in double quotes, such as "\\u0007"',
    )


def _no_document(positions: Positions) -> Diagnostic:
    return Diagnostic(
        codes.NOT_A_DOCUMENT,
        Severity.ERROR,
        "the file holds no specification",
        span=positions.between(0, 0),
        help="start with `apiVersion: mlsys/v1alpha2` and `kind: MLSystem`, or run `mlsys init`",
    )
