"""Versions and ranges of versions in manifests and locks, as ``packaging`` reads them (PEP 440).

``packaging`` is imported where it is asked: most runs compare no versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.version import Version


def is_range(text: str) -> bool:
    """Return whether ``text`` is a range of versions such as ``>=0.1,<1``; an empty one allows any."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        return False
    return True


def allows(version_range: str, version: str) -> bool:
    """Return whether ``version`` lies in ``version_range``, which is one.

    A development or pre-release counts as the release that it leads to.
    """
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(version_range).contains(parse_release(version))


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
