"""Models in an object store (`MODELS_URI`): the local folder is its mirror, which every other module reads.

A version is written once, its manifest last: one without a manifest is not there yet. All roles are one
object, `roles/<number>.json`, and a change of them is the next number, created only where nobody has created
it: of two writers one is told. A record of a job or a trial is an object of its own with one writer.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import Final

import msgspec

from ..config.errors import OperatorError
from .model_store import ExchangedModelError, fingerprint, pointer_lock, replace

ROLES: Final = "roles"
RECORDS: Final = ("retrainings", "rollouts")
KEPT_CHANGES: Final = 100
ATTEMPTS: Final = 5
# What bears on the answers: two changes of it contradict each other, those of the other files never do.
SERVED: Final = ("best.json", "champion.json", "rollout.json")

Roles = dict[str, str]
"""The files of roles as they stand in the folder of models, by name."""


class StoreError(OperatorError):
    """The store cannot be reached, or does not do what was asked."""


class ChangedRolesError(OperatorError):
    """Somebody else has changed what is served since the roles were read."""


class Named(msgspec.Struct, frozen=True):
    """What the file of a role says of versions; a file of anything else names none."""

    version: str | None = None
    previous: tuple[str, ...] = ()
    manifest_sha256: str | None = None
    id: str | None = None
    """Of a trial."""


class ObjectStore:
    """The store at a URI of fsspec, and the folder that mirrors it."""

    def __init__(self, uri: str, models: Path) -> None:
        """Reach nothing yet.

        Raises:
            StoreError: when the package that speaks to such a store is not installed.
        """
        self._uri, self._models = uri, models
        self._number, self._known = 0, Roles()
        self._versions: set[str] = set()
        self._records: dict[str, tuple[int, int] | None] = {}
        """Records that store and folder have; None for what others wrote and may write again."""
        with self._asked():
            try:
                from fsspec.core import url_to_fs
                from fsspec.implementations.local import LocalFileSystem

                self._fs, self._root = url_to_fs(uri, use_listings_cache=False, skip_instance_cache=True)
            except ImportError as error:
                raise StoreError(
                    f"{uri} needs a package: pip install -r requirements-store.lock ({error})"
                ) from None
            self._is_local = isinstance(self._fs, LocalFileSystem)

    def pull(self) -> None:
        """Make the folder hold every version, record and role of the store; an empty store changes nothing.

        Raises:
            StoreError: when the store cannot be reached.
            ExchangedModelError: when a version is not what it was when it got its role.
        """
        with self._asked():
            number, roles = self._latest()
            self._versions = self._list_versions()
            for version in self._versions:
                self._fetch(version, wanted(roles))
            self._fetch_records(roles)
            if number:
                with pointer_lock(self._models):
                    self._write_roles(roles)
            self._number, self._known = number, roles

    def push(self) -> None:
        """Bring new versions, then records, then the roles to the store; then take away what was pruned.

        Raises:
            StoreError: when the store cannot be reached.
            ChangedRolesError: when somebody else changed what is served since `pull`.
        """
        local = self._read_roles()
        with self._asked():
            here = {path.parent.name for path in self._models.glob("[!.]*/manifest.json")}
            for version in sorted(here - self._versions):
                self._send(version)
            self._send_records()
            if local != self._known:
                self._commit(local)
            for version in self._versions - here:
                with suppress(FileNotFoundError):  # another job was faster
                    self._fs.rm(self._at(version), recursive=True)
            self._versions = here

    def follow(self) -> None:
        """Take over what changed for a service, the versions that serve alone; bring what a trial counted.

        Raises:
            StoreError: when the store cannot be reached.
            ExchangedModelError: when a version is not what it was when it got its role.
        """
        with self._asked():
            number, roles = self._latest()
            if number == 0:
                if self._number:
                    raise StoreError(f"the store of models {self._uri} knows of no roles any more")
                return
            if self._number and (local := self._read_roles()) != self._known:
                with suppress(ChangedRolesError):  # another replica, or a person, was faster
                    self._commit(local)
                number, roles = self._latest()
            self._send_records()
            checks = wanted({name: roles[name] for name in SERVED if name in roles})
            for version in checks:
                self._fetch(version, checks)
            self._fetch_records(roles)
            with pointer_lock(self._models):
                if self._number == number and self._read_roles() != self._known:
                    return  # the trial was decided meanwhile: the next look brings it to the store
                self._write_roles(roles)
            self._number, self._known = number, roles

    @contextmanager
    def _asked(self) -> Iterator[None]:
        try:
            yield
        except OperatorError:
            raise
        except Exception as error:  # each kind of store has exceptions of its own
            raise StoreError(f"the store of models {self._uri}: {type(error).__name__}: {error}") from error

    def _at(self, *parts: str) -> str:
        return "/".join((self._root.rstrip("/"), *parts))

    def _names(self, folder: str) -> list[str]:
        """What is below a folder, relative to it; nothing when there is no such folder."""
        base = PurePosixPath(self._at(folder))
        try:
            found: list[str] = self._fs.find(str(base))
        except FileNotFoundError:
            return []
        return [str(PurePosixPath(name).relative_to(base)) for name in found]

    def _latest(self) -> tuple[int, Roles]:
        """The number of the last change, 0 before the first, and the roles since."""
        names = [name for name in self._names(ROLES) if name.endswith(".json")]
        if not names:
            return 0, Roles()
        last = max(names)
        content = self._fs.cat_file(self._at(ROLES, last))
        return int(PurePosixPath(last).stem), msgspec.json.decode(content, type=Roles)

    def _commit(self, local: Roles) -> None:
        """Put the changed roles in the store as the next change.

        Raises:
            ChangedRolesError: when what is served was changed by somebody else, too.
        """
        for _ in range(ATTEMPTS):
            number, theirs = self._latest()
            ours = local if number == self._number else merged(self._known, local, theirs)
            try:
                self._create(self._at(ROLES, f"{number + 1:012}.json"), msgspec.json.encode(ours))
            except FileExistsError:
                continue
            break
        else:
            raise ChangedRolesError("others change the roles in the store all the time: try again")
        trial = self._known.get("rollout.json")
        self._number, self._known = number + 1, ours
        with pointer_lock(self._models):
            self._write_roles(ours)
        if trial is not None and ours.get("rollout.json") != trial:
            ended = msgspec.json.decode(trial, type=Named).id
            with suppress(FileNotFoundError):
                self._fs.rm(self._at("rollouts", str(ended)), recursive=True)
        with suppress(FileNotFoundError):
            self._fs.rm_file(self._at(ROLES, f"{number + 1 - KEPT_CHANGES:012}.json"))

    def _create(self, path: str, content: bytes) -> None:
        """Write an object that is not there yet, whole or not at all.

        Raises:
            FileExistsError: when it is there.
        """
        if not self._is_local:
            self._fs.pipe_file(path, content, mode="create")
            return
        draft = f"{path}.{token_hex(4)}.new"
        self._put(draft, content)
        try:
            self._fs.link(draft, path)
        finally:
            self._fs.rm_file(draft)

    def _put(self, path: str, content: bytes) -> None:
        if self._is_local:
            self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._fs.pipe_file(path, content)

    def _list_versions(self) -> set[str]:
        found = self._fs.glob(self._at("*", "manifest.json"))
        return {PurePosixPath(name).parent.name for name in found}

    def _fetch(self, version: str, checks: dict[str, str | None]) -> None:
        if (self._models / version / "manifest.json").exists():
            return
        self._models.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._models, prefix=".new-") as temporary:
            draft = Path(temporary) / version
            for name in self._names(version):
                replace(draft / name, self._fs.cat_file(self._at(version, name)))
            if checks.get(version) not in (None, fingerprint(draft)):
                raise ExchangedModelError(f"{self._at(version)} was changed since it got its role")
            # What is pruned goes by the age of the version, not by that of the copy.
            born = self._fs.modified(self._at(version, "manifest.json")).timestamp()
            os.utime(draft / "manifest.json", (born, born))
            try:
                draft.rename(self._models / version)
            except OSError:  # another replica that shares the folder was faster
                if not (self._models / version / "manifest.json").exists():
                    raise

    def _send(self, version: str) -> None:
        """Bring a version to the store, its manifest last."""
        folder = self._models / version
        files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
        for name in sorted(files, key=lambda name: (name == "manifest.json", name)):
            self._put(self._at(version, name), (folder / name).read_bytes())

    def _fetch_records(self, roles: Roles) -> None:
        """Get the records that are missing here, and what other services counted of the present trial."""
        trial = named(roles["rollout.json"]).id if "rollout.json" in roles else None
        for folder in RECORDS:
            for name in self._names(folder):
                record, counted = f"{folder}/{name}", "/" in name
                path = self._models / record
                if record in self._records and self._records[record] is not None:
                    continue
                if name.startswith(f"{trial}/") if counted else not path.exists():
                    with suppress(FileNotFoundError):
                        replace(path, self._fs.cat_file(self._at(record)))
                    self._records[record] = None
                elif not counted:
                    self._records.setdefault(record, stamp(path))

    def _send_records(self) -> None:
        for folder in RECORDS:
            for path in (self._models / folder).rglob("[!.]*.json"):
                record = path.relative_to(self._models).as_posix()
                with suppress(FileNotFoundError):
                    written = stamp(path)
                    if self._records.get(record, (0, 0)) not in (None, written):
                        self._put(self._at(record), path.read_bytes())
                        self._records[record] = written

    def _read_roles(self) -> Roles:
        paths = [*self._models.glob("[!.]*.json"), *self._models.glob(".untold/[!.]*.json")]
        roles = Roles()
        for path in paths:
            with suppress(FileNotFoundError):
                roles[path.relative_to(self._models).as_posix()] = path.read_text(encoding="utf-8")
        return roles

    def _write_roles(self, roles: Roles) -> None:
        local = self._read_roles()
        for name, text in roles.items():
            if local.get(name) != text:
                replace(self._models / name, text.encode())
        for name in local.keys() - roles.keys():
            (self._models / name).unlink(missing_ok=True)


def merged(base: Roles, local: Roles, theirs: Roles) -> Roles:
    """The roles after both changes.

    Raises:
        ChangedRolesError: when both bear on what is served.
    """
    names = base.keys() | local.keys() | theirs.keys()
    changed = {name for name in names if local.get(name) not in (base.get(name), theirs.get(name))}
    others = {name for name in names if theirs.get(name) != base.get(name)}
    if changed.intersection(SERVED) and (served := sorted(others.intersection(SERVED))):
        raise ChangedRolesError(f"{', '.join(served)} changed in the store meanwhile: try again")
    after = {name: (local if name in changed else theirs).get(name) for name in names}
    return {name: text for name, text in after.items() if text is not None}


def named(text: str) -> Named:
    """What the text of a role says of versions."""
    return msgspec.json.decode(text, type=Named)


def wanted(roles: Roles) -> dict[str, str | None]:
    """The versions that hold a role, with the hash of their manifests."""
    holders = [named(text) for name, text in roles.items() if not name.startswith(".untold/")]
    return {holder.version: holder.manifest_sha256 for holder in holders if holder.version}


def stamp(path: Path) -> tuple[int, int]:
    """What differs once a file was written again."""
    status = path.stat()
    return status.st_mtime_ns, status.st_size


@contextmanager
def mirrored(models: Path, uri: str) -> Iterator[None]:
    """Work on the folder as the store has it; bring there what the block changed, however it ends."""
    if not uri:
        yield
        return
    store = ObjectStore(uri, models)
    store.pull()
    try:
        yield
    finally:
        store.push()
