"""``<document>.profile.json``: the profile as a file beside its document.

The same table and document give the same bytes. The file is read as untrusted input: anybody may have edited
it, a merge may have left markers in it, a newer program may have written it.
"""

from __future__ import annotations

import json

import msgspec

from mlsys.profile.model import VERSION, Profile


class BrokenProfile(Exception):
    """A file that is no profile; the message is a phrase that says why."""


def format_profile(profile: Profile) -> str:
    """Return the text of the file, one entry a line where that reads well."""
    plain = msgspec.to_builtins(profile)
    return json.dumps(_tidy(plain), indent=1, ensure_ascii=False) + "\n"


def parse_profile(content: bytes) -> Profile:
    """Return the profile in ``content``.

    Raises:
        BrokenProfile: if it is damaged or of another format.
    """
    if any(line.startswith((b"<<<<<<< ", b">>>>>>> ")) for line in content.splitlines()):
        raise BrokenProfile("it holds the conflict markers of version control")
    try:
        plain = msgspec.json.decode(content)
        version = plain["version"] if isinstance(plain, dict) else None
        if isinstance(version, int) and version > VERSION:
            raise BrokenProfile(f"a newer mlsys wrote it (format {version}; this one knows {VERSION})")
        return msgspec.convert(plain, Profile)
    except msgspec.DecodeError as error:
        raise BrokenProfile(f"{str(error)[:1].lower()}{str(error)[1:]}") from None
    except (KeyError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenProfile(f"it is not a profile ({error})") from None


def _tidy(value: object) -> object:
    """Return plain data with whole numbers written as such."""
    match value:
        case dict():
            return {key: _tidy(item) for key, item in value.items()}
        case list() | tuple():
            return [_tidy(item) for item in value]
        case float() if value.is_integer() and abs(value) < 2**53:
            return int(value)
    return value
