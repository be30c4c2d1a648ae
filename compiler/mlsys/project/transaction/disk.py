"""Looking at a project on disk, without leaving it."""

from __future__ import annotations

import enum
import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from mlsys.errors import MlsysError
from mlsys.planning.paths import STATE_NAME, folded, reserved_in
from mlsys.render.tree import canonical


class Kind(enum.Enum):
    """What stands at a path."""

    ABSENT = "nothing"
    FILE = "a file"
    LINK = "a symbolic link"
    FOLDER = "a folder"
    OTHER = "neither a file nor a folder"
    BLOCKED = "below a file"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found at a path."""

    kind: Kind
    content: bytes = b""
    executable: bool = False

    @property
    def present(self) -> bool:
        """Whether anything stands at the path."""
        return self.kind is not Kind.ABSENT

    @property
    def sha256(self) -> str:
        """The digest of the content in hexadecimal; of text, with line feeds."""
        return hashlib.sha256(canonical(self.content)).hexdigest()

    def holds(self, content: bytes) -> bool:
        """Return whether this is a file with ``content``, however the lines of a text end."""
        return self.kind is Kind.FILE and canonical(self.content) == canonical(content)


ABSENT = Found(Kind.ABSENT)


class Project:
    """The folder of a project; every access goes through ``locate``, which keeps it inside."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(os.path.realpath(root))
        self._safe = {""}
        """Folders, relative to the root, that are known to lie inside of it or to be absent."""
        self._listings: dict[str, frozenset[str]] = {}
        """The names in each folder that was looked through, by its path and a slash."""

    def locate(self, path: str) -> Path:
        """Return the place of ``path``, which has passed ``plan.paths.problem``.

        Raises:
            MlsysError: if a folder on the way is a symbolic link that leads out of the project.
        """
        folder = path.rpartition("/")[0]
        if folder not in self._safe:
            self._check(folder)
        return self.root / path

    def twin(self, path: str) -> str | None:
        """Return what stands at a path that equals ``path`` but for case, or ``None``.

        The two cannot stand side by side on a file system that ignores case.
        """
        folder = ""
        for name in path.split("/"):
            names = self._listing(folder)
            if name not in names:
                other = next((other for other in names if folded(other) == folded(name)), None)
                return None if other is None else f"{folder}{other}"
            folder += f"{name}/"
        return None

    def _listing(self, folder: str) -> frozenset[str]:
        if folder not in self._listings:
            try:
                names = frozenset(os.listdir(self.locate(f"{folder}x").parent))
            except OSError:
                names = frozenset()
            self._listings[folder] = names
        return self._listings[folder]

    def look(self, path: str, *, read: bool = True) -> Found:
        """Return what stands at ``path``; without ``read``, the content of a file is not loaded.

        Raises:
            MlsysError: if it leads out of the project or cannot be read.
        """
        place = self.locate(path)
        try:
            status = os.lstat(place)
            if not stat.S_ISREG(status.st_mode):
                return Found(_KINDS.get(stat.S_IFMT(status.st_mode), Kind.OTHER))
            content = place.read_bytes() if read else b""
            return Found(Kind.FILE, content, bool(status.st_mode & 0o100))
        except FileNotFoundError:
            return ABSENT
        except NotADirectoryError:
            return Found(Kind.BLOCKED)
        except OSError as error:
            long = error.errno == errno.ENAMETOOLONG
            raise MlsysError(
                f"cannot read `{place}`: {error.strerror or error}",
                help="choose a folder with a shorter path with `-o`" if long else "check the rights there",
            ) from error

    def size(self, path: str) -> int:
        """Return the bytes of the file at ``path``; 0 when there is none."""
        try:
            return os.lstat(self.locate(path)).st_size
        except OSError:
            return 0

    def files_below(self, folder: str) -> list[str]:
        """Return the files below ``folder``, in order; no link is followed."""
        found: list[str] = []
        for place, folders, names in os.walk(self.locate(f"{folder}/x").parent):
            folders.sort()
            inner = os.path.relpath(place, self.root).replace(os.sep, "/")
            found += [f"{inner}/{name}" for name in sorted(names)]
        return found

    def check_state_folder(self) -> None:
        """Refuse a state folder in which anything but files and folders stands.

        Raises:
            MlsysError: with the first link, pipe or device in it.
        """
        waiting = [STATE_NAME]
        while waiting:
            path = waiting.pop()
            found = self.look(path, read=False)
            if found.kind not in (Kind.ABSENT, Kind.FILE, Kind.FOLDER, Kind.BLOCKED):
                raise MlsysError(
                    f"`{path}` is {found.kind.value}",
                    help="delete it, and restore what belongs there from version control",
                )
            if found.kind is Kind.FOLDER:
                waiting += sorted(f"{path}/{name}" for name in os.listdir(self.root / path))

    def _check(self, folder: str) -> None:
        parent = folder.rpartition("/")[0]
        if parent not in self._safe:
            self._check(parent)
        place = self.root / folder
        if place.is_symlink():
            self._check_link(place)
        self._safe.add(folder)

    def _check_link(self, place: Path) -> None:
        target = Path(os.path.realpath(place))
        if not _inside(target, self.root):
            raise MlsysError(
                f"`{place}` is a symbolic link that leads out of the project",
                help="replace the link by a folder; mlsys writes inside of the project only",
            )
        if reserved := reserved_in(target.relative_to(self.root).as_posix()):
            raise MlsysError(
                f"`{place}` is a symbolic link into `{reserved}`", help="replace the link by a folder"
            )


_KINDS = {stat.S_IFLNK: Kind.LINK, stat.S_IFDIR: Kind.FOLDER}


def _inside(place: Path, root: Path) -> bool:
    return place == root or root in place.parents
