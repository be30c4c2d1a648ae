"""Versions and ranges of versions in manifests and locks, as ``packaging`` reads them (PEP 440).

``packaging`` is imported where it is asked: most runs compare no versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from packaging.version import Version

_TAG: Final = re.compile(r"(?:.*[-_/])?v?(?P<version>\d+\.\d+\.\d+)")
_CARET: Final = re.compile(r"\^\s*(\d+(?:\.\d+)*)")


def is_range(text: str) -> bool:
    """Return whether ``text`` is a range of versions such as ``>=0.1,<1``; an empty one allows any.

    ``^1.2`` means the versions from 1.2 on that keep its promises, ``>=1.2,<2``; ``^0.2`` is ``>=0.2,<0.3``.
    """
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(_plain(text))
    except (InvalidSpecifier, ValueError):
        return False
    return True


def allows(version_range: str, version: str) -> bool:
    """Return whether ``version`` lies in ``version_range``, which is one.

    A development or pre-release counts as the release that it leads to.
    """
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(_plain(version_range)).contains(parse_release(version))


def newest(version_range: str, tags: Iterable[str]) -> str | None:
    """Return that of ``tags``, such as ``v1.4.2``, which names the highest version in the range.

    Pre-releases are not offered.
    """
    found = []
    for tag in tags:
        if match := _TAG.fullmatch(tag):
            version = parse_release(match["version"])
            if allows(version_range, str(version)):
                found.append((version, tag))
    return max(found)[1] if found else None


def older(version: str, other: str) -> bool:
    """Return whether ``version`` precedes ``other``; pre-releases count as the release they lead to."""
    return parse_release(version) < parse_release(other)


def parse_release(version: str) -> Version:
    """Return the release that ``version`` is or leads to.

    Raises:
        ValueError: if it is no version.
    """
    from packaging.version import Version

    return Version(Version(version).base_version)


def _plain(version_range: str) -> str:
    """Return the range with carets written as bounds, which PEP 440 has none of."""
    return _CARET.sub(lambda match: _bounds(match[1]), version_range)


def _bounds(version: str) -> str:
    parts = [int(part) for part in version.split(".")]
    kept = next((place for place, part in enumerate(parts) if part), len(parts) - 1)
    above = [*parts[:kept], parts[kept] + 1]
    return f">={version},<{'.'.join(map(str, above))}"
