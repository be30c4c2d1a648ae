"""``<document>.profile.json``: the profile as a file beside its document.

The same table and document give the same bytes. The file is read as untrusted input: anybody may have edited
it, a merge may have left markers in it, a newer program may have written it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, from_json

from mlsys.profile.model import VERSION, Profile
from mlsys.route import format_route


class BrokenProfile(Exception):
    """A file that is no profile; the message is a phrase that says why."""


def format_profile(profile: Profile) -> str:
    """Return the text of the file, one entry a line where that reads well."""
    return json.dumps(_plain(profile), indent=1, ensure_ascii=False) + "\n"


def parse_profile(content: bytes) -> Profile:
    """Return the profile in ``content``.

    Raises:
        BrokenProfile: if it is damaged or of another format.
    """
    if any(line.startswith((b"<<<<<<< ", b">>>>>>> ")) for line in content.splitlines()):
        raise BrokenProfile("it holds the conflict markers of version control")
    try:
        plain = from_json(content, allow_inf_nan=False)
        version = plain.get("version") if isinstance(plain, dict) else None
        if isinstance(version, int) and version > VERSION:
            raise BrokenProfile(f"a newer mlsys wrote it (format {version}; this one knows {VERSION})")
        return _reader().validate_json(content, strict=True)
    except ValidationError as error:
        raise BrokenProfile(_phrase(error.errors(include_url=False)[0])) from None
    except ValueError as error:
        raise BrokenProfile(f"it is not JSON ({error})") from None


@cache
def _reader() -> TypeAdapter[Profile]:
    return TypeAdapter(Profile)


def _phrase(error: ErrorDetails) -> str:
    message = error["msg"]
    return f"{format_route(error['loc']) if error['loc'] else 'the file'}: {message[:1].lower()}{message[1:]}"


def _plain(value: object) -> object:
    """Return plain data; fields that equal their default are left out, whole numbers are written as such."""
    if is_dataclass(value) and not isinstance(value, type):
        written = {field.name: (getattr(value, field.name), field) for field in fields(value)}
        return {name: _plain(item) for name, (item, field) in written.items() if item != _default(field)}
    match value:
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case float() if value.is_integer() and abs(value) < 2**53:
            return int(value)
    return value


def _default(field: Field[object]) -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default
