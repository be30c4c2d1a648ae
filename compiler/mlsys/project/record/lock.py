"""``mlsystem.lock``: what was generated from what; by it the next compilation tells whose change is whose.

The file is JSON in one order, so that it merges and diffs line by line. It is read as untrusted input:
anybody may have edited it, a merge may have left markers in it, a newer program may have written it.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from mlsys import __version__
from mlsys.blueprints.model import Blueprint, Owner
from mlsys.blueprints.versions import older, parse_release
from mlsys.errors import MlsysError
from mlsys.planning.paths import LOCK_NAME, folded, problem

FORMAT: Final = 2
"""The version of the format; a reader refuses any later one, and reads the earlier ones."""
_MARKERS: Final = (b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>")
_REPAIR: Final = (
    f"restore `{LOCK_NAME}` from version control, or delete it: the pristine copies tell what you edited"
)
_TAKE_A_SIDE: Final = (
    "a merge by `union` leaves both sides in it; take that of the branch that was merged, "
    f"`git checkout BRANCH -- {LOCK_NAME} .mlsys/base.pack`, and compile"
)


class FileState(enum.Enum):
    """What is special about a generated file on disk."""

    PRESENT = "present"
    DELETED = "deleted"
    """The user deleted it; it stays deleted."""
    CONFLICT = "conflict"
    """It was written with conflict markers, or a conflict in it is unsolved."""
    ADOPTED = "adopted"
    """It is the author's own file, such as the specification of a project that is compiled in place."""
    ORPHAN = "orphan"
    """It is no longer generated and was kept because the user had edited it."""
    EJECTED = "ejected"
    """The user took it over; the pristine copy from then is the base of the merge when it is adopted."""


_DECIDED: Final = (
    FileState.EJECTED, FileState.DELETED, FileState.ADOPTED, FileState.CONFLICT, FileState.ORPHAN,
    FileState.PRESENT,
)  # fmt: skip
"""The states, those first that the user has decided on."""


@dataclass(frozen=True, slots=True)
class LockEntry:
    """A generated file."""

    owner: Owner
    blueprint: str
    """Empty for a file of the author."""
    sha256: str
    """Of the content as generated, which for merged files is not the content on disk."""
    executable: bool = False
    state: FileState = FileState.PRESENT
    pattern: str = ""
    """The path with its placeholders for the names of the system; empty when it has none."""


@dataclass(frozen=True, slots=True)
class LockHeader:
    """From what a project was generated."""

    spec_sha256: str
    """Of all documents that went in, parents included."""
    blueprints: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Version and digest by name."""
    environment: str | None = None
    resolved: Mapping[str, str] = field(default_factory=dict)
    """Defaults that were filled in and numbers that were derived, by route or id, as text."""
    patches: Mapping[str, str] = field(default_factory=dict)
    """Digest of each output patch that was applied, by its path."""
    mlsys: str = __version__
    """The version of the compiler."""
    origins: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Source and pin of each blueprint that is not the compiler's, by its name, as settings declare them."""
    sources: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Source and pin of each collection whose presets or policies were used, as settings declare them."""
    policies: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Version and digest of each policy that the document was held to, by its name."""
    document: str | None = None
    """The document, by its path from the project; ``None`` when that is not known."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The content of the lock file."""

    header: LockHeader
    files: Mapping[str, LockEntry]
    one_sided: frozenset[str] = frozenset()
    """Files that only one side of a merge names: the other one may have dropped them."""

    def with_files(self, files: Mapping[str, LockEntry]) -> Lock:
        """Return the lock with other files."""
        return replace(self, files=files)


def blueprint_pins(blueprints: tuple[Blueprint, ...]) -> dict[str, tuple[str, str]]:
    """Return version and digest of ``blueprints`` by name, for a header."""
    return {blueprint.name: (blueprint.manifest.version, blueprint.digest) for blueprint in blueprints}


def digest(*contents: bytes) -> str:
    """Return the SHA-256 over ``contents`` in order, for a header."""
    total = hashlib.sha256()
    for content in contents:
        total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()


def format_lock(lock: Lock) -> bytes:
    """Return the bytes of the lock file: one file a line, sorted, so that merges of it rarely conflict."""
    header = lock.header
    head = {
        "version": FORMAT,
        "mlsys": header.mlsys,
        "document": header.document,
        "environment": header.environment,
        "spec": {"sha256": header.spec_sha256},
    }
    lines = [f"  {_json(key)}: {_json(value)}," for key, value in head.items()]
    pins: dict[str, dict[str, object]] = {
        name: {"version": pin[0], "sha256": pin[1]} for name, pin in header.blueprints.items()
    }
    for name, origin in header.origins.items():
        pins[name]["from"] = dict(origin)
    files = {path: _plain_entry(entry) for path, entry in lock.files.items()}
    lines.append(_section("blueprints", pins) + ",")
    if header.sources:
        lines.append(_section("sources", {name: dict(pin) for name, pin in header.sources.items()}) + ",")
    if header.policies:
        held = {name: {"version": pin[0], "sha256": pin[1]} for name, pin in header.policies.items()}
        lines.append(_section("policies", held) + ",")
    lines.append(_section("resolved", dict(header.resolved)) + ",")
    if header.patches:
        lines.append(_section("patches", dict(header.patches)) + ",")
    lines.append(_section("files", files))
    return ("{\n" + "\n".join(lines) + "\n}\n").encode()


def parse_lock(content: bytes) -> Lock:
    """Return the lock in ``content``; of one in which version control left a conflict, what both sides say.

    Raises:
        MlsysError: if it is damaged, holds a path outside of the project, or is of a later format.
    """
    if any(line.startswith(_MARKERS) for line in content.splitlines()):
        return _joined(*(parse_lock(side) for side in _sides(content)))
    try:
        plain = json.loads(content.decode(), object_pairs_hook=_unique, parse_constant=_no_number)
        version = plain["version"]
        if type(version) is not int:
            raise TypeError("version")
    except _Twice as error:
        raise MlsysError(f"`{LOCK_NAME}` is damaged: {error}", help=_TAKE_A_SIDE) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MlsysError(f"`{LOCK_NAME}` is damaged: it is not a lock file", help=_REPAIR) from error
    if version > FORMAT:
        raise MlsysError(
            f"`{LOCK_NAME}` was written by a newer mlsys (format {version}; this one knows {FORMAT})",
            help="update mlsys, so that it does not undo what the newer one did",
        )
    try:
        return Lock(_parse_header(plain), _parse_files(plain["files"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MlsysError(f"`{LOCK_NAME}` is damaged: {_trouble(error)}", help=_REPAIR) from error


class _Twice(ValueError):
    """An object of JSON that says two things under one name; readers differ in which of them counts."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(f"{next(name for name in names if names.count(name) > 1)!a} stands in it twice")
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _sides(content: bytes) -> Iterator[bytes]:
    """Yield the lock as each side of a merge has it, put together from its lines."""
    for wanted in (b"<<<<<<<", b"======="):
        lines, section = [], b""
        for line in content.splitlines():
            if line.startswith(_MARKERS):
                section = line[:7] if not line.startswith(b">>>>>>>") else b""
            elif section in (b"", wanted):
                lines.append(line.rstrip().removesuffix(b","))
        yield _with_commas(lines)


def _with_commas(lines: list[bytes]) -> bytes:
    """Return the lines of a lock with a comma behind each entry that another one follows."""
    out = []
    for line, following in zip(lines, (*lines[1:], b"}"), strict=False):
        last = line.endswith(b"{") or following.strip().startswith(b"}")
        out.append(line if last else line + b",")
    return b"\n".join(out)


def _joined(one: Lock, other: Lock) -> Lock:
    """Return what the locks of two merged branches say; a decision of the user counts on either side.

    Where they name different generations of a file, the pristine copies tell which ones the file is made of.
    """
    for what in ("document", "environment"):
        before, now = getattr(one.header, what), getattr(other.header, what)
        if before != now:
            raise MlsysError(
                f"`{LOCK_NAME}` holds the conflict markers of version control, and the {what} differs: "
                f"{before or 'none'} or {now or 'none'}",
                help=f"take a side of it (`git checkout --ours {LOCK_NAME}`), then compile again",
            )
    files = dict(other.files)
    for path, entry in one.files.items():
        theirs = files.get(path, entry)
        files[path] = min(entry, theirs, key=lambda each: _DECIDED.index(each.state))
    return Lock(one.header, files, frozenset(one.files.keys() ^ other.files.keys()))


def refuse_downgrade(written: LockHeader, now: LockHeader) -> None:
    """Refuse to undo what a later version did.

    Raises:
        MlsysError: if ``written`` comes from a later compiler or a later version of a blueprint.
    """
    if older(now.mlsys, written.mlsys):
        raise MlsysError(
            f"the project was compiled by mlsys {written.mlsys}, and this is {now.mlsys}",
            help="update mlsys, so that it does not undo what the newer one did",
        )
    for name, (version, _) in now.blueprints.items():
        before = written.blueprints.get(name, (version, ""))[0]
        if older(version, before):
            raise MlsysError(
                f"the project was compiled with blueprint {name} {before}, and this is {version}",
                help="use that version or a later one; to go back, restore the project from version control",
            )


def _plain_entry(entry: LockEntry) -> dict[str, object]:
    plain: dict[str, object] = {
        "owner": entry.owner.value,
        "blueprint": entry.blueprint,
        "sha256": entry.sha256,
        "mode": "755" if entry.executable else "644",
    }
    if entry.state is not FileState.PRESENT:
        plain["state"] = entry.state.value
    if entry.pattern:
        plain["pattern"] = entry.pattern
    return plain


def _section(name: str, items: Mapping[str, object]) -> str:
    if not items:
        return f"  {_json(name)}: {{}}"
    lines = ",\n".join(f"    {_json(key)}: {_json(items[key])}" for key in sorted(items))
    return f"  {_json(name)}: {{\n{lines}\n  }}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _parse_header(plain: Any) -> LockHeader:
    environment = plain.get("environment")
    return LockHeader(
        spec_sha256=_text(plain["spec"]["sha256"]),
        blueprints=_versions(plain["blueprints"]),
        policies=_versions(plain.get("policies", {})),
        environment=None if environment is None else _name(environment),
        resolved={_text(key): _text(value) for key, value in plain.get("resolved", {}).items()},
        patches={_text(key): _text(value) for key, value in plain.get("patches", {}).items()},
        origins={
            _name(name): {_name(key): _name(value) for key, value in pin["from"].items()}
            for name, pin in plain["blueprints"].items()
            if "from" in pin
        },
        sources={
            _name(name): {_name(key): _name(value) for key, value in pin.items()}
            for name, pin in plain.get("sources", {}).items()
        },
        mlsys=_version(plain["mlsys"]),
        document=None if plain.get("document") is None else _name(plain["document"]),
    )


def _versions(plain: Any) -> dict[str, tuple[str, str]]:
    return {_name(name): (_version(pin["version"]), _text(pin["sha256"])) for name, pin in plain.items()}


def _version(value: object) -> str:
    text = _name(value)
    parse_release(text)
    return text


def _parse_files(plain: Any) -> dict[str, LockEntry]:
    files: dict[str, LockEntry] = {}
    seen: set[str] = set()
    for path, entry in plain.items():
        if trouble := problem(path):
            raise ValueError(f"its path `{path}` {trouble}")
        if folded(path) in seen:
            raise ValueError(f"its path `{path}` stands twice")
        seen.add(folded(path))
        files[path] = LockEntry(
            owner=Owner(entry["owner"]),
            blueprint=_name(entry["blueprint"]),
            sha256=_text(entry["sha256"]),
            executable=entry["mode"] == "755",
            state=FileState(entry.get("state", "present")),
            pattern=_name(entry.get("pattern", "")),
        )
    return files


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{str(value)[:40]!r} is not text")
    return value


def _name(value: object) -> str:
    """Return a text that is printed to people, who must see all of it."""
    name = _text(value)
    if not name.isprintable():
        raise ValueError(f"{name[:40]!r} holds characters that nobody sees")
    return name


def _trouble(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
