"""Faults of the environment: things that no edit of the specification can mend."""

from __future__ import annotations

from typing import Final


class MlsysError(Exception):
    """A fault outside the document: an unreadable file, a full disk, an untrusted blueprint.

    The command line prints ``message`` and ``help`` and exits with ``exit_code``.
    """

    exit_code = 4

    def __init__(self, message: str, *, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        """What the user can do next, as an imperative sentence; may be empty."""


class UntrustedError(MlsysError):
    """A blueprint of others that wants to run code which nobody on this machine trusts."""


_ENCODINGS: Final = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
UNICODE_MARKS: Final = tuple(_ENCODINGS)
"""How texts begin that say that they are Unicode, but not UTF-8."""


def as_text(content: bytes, name: str, encoding: str = "utf-8") -> str:
    """Return the text of the file called ``name``; with ``utf-8-sig``, without the mark at its start.

    Raises:
        MlsysError: if it is not UTF-8.
    """
    for mark, other in _ENCODINGS.items():
        if content.startswith(mark):
            raise MlsysError(f"{name} is encoded in {other}, not UTF-8", help="save it as UTF-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MlsysError(
            f"{name} is not UTF-8: line {line} holds the byte 0x{content[error.start]:02x}",
            help="save it as UTF-8",
        ) from None
