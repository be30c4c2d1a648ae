"""Who may call: the caller names its key in a header, and a file names the keys of all callers.

A line of the file is the name of a caller and its key. The service takes a changed file over while it
runs, so a key is given, replaced or withdrawn without a restart.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from prometheus_client import Counter
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ..config.errors import OperatorError
from .limits import API_KEYS_POLL_SECONDS, MIN_API_KEY_LENGTH
from .metrics import ServingMetrics

logger = logging.getLogger(__name__)

HEADER: Final = "x-api-key"
# What probes, Prometheus and readers of the description ask; none of it comes from a model.
OPEN: Final = frozenset({"/", "/healthz", "/readyz", "/metrics", "/docs", "/openapi.json"})
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
REASONS: Final = ("missing", "unknown")
# What the caller still sends is not read.
CHALLENGE: Final = {"www-authenticate": "ApiKey", "connection": "close"}


class ApiKeys:
    """The keys of a file, as digests: what is in memory opens nothing."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            OperatorError: when it is missing, empty or not as it has to be.
        """
        self._path = path
        self._changed = modified(path)
        self._digests = digests(read(path))
        self._looked = time.monotonic()

    def caller(self, key: bytes) -> str | None:
        """Whose key it is, None for nobody's; takes as long for each."""
        self._follow()
        digest = hashlib.sha256(key).digest()
        found = None
        for name, candidate in self._digests.items():
            found = name if hmac.compare_digest(digest, candidate) else found
        return found

    def _follow(self) -> None:
        """Take over a file that changed; one that cannot be read leaves the keys as they are."""
        if (now := time.monotonic()) - self._looked < API_KEYS_POLL_SECONDS:
            return
        self._looked = now
        try:
            if (changed := modified(self._path)) == self._changed:
                return
            self._changed = changed
            self._digests = digests(read(self._path))
        except OperatorError as error:
            logger.error("the keys stay as they are: %s", error)
        else:
            logger.info("took over the keys of %d callers", len(self._digests))


class Authentication:
    """Stands before everything else: a call without a known key is refused before its body is read."""

    def __init__(self, app: ASGIApp, keys: ApiKeys, metrics: ServingMetrics) -> None:
        """Stand before `app`."""
        self._app = app
        self._keys = keys
        # Not among the answered calls: whoever has no key could make the share of failed ones look small.
        self._refused = Counter(
            "mlservice_unauthenticated_total",
            "Calls without a key or with one that no caller has, by reason.",
            ["reason"],
            registry=metrics.registry,
        )
        for reason in REASONS:
            self._refused.labels(reason)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is open to all and what comes with a key."""
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        name = HEADER.encode()
        key = next((value for header, value in scope["headers"] if header == name), None)
        if key is not None and (caller := self._keys.caller(key)):
            await self._app({**scope, "user": caller}, receive, send)
            return
        self._refused.labels("missing" if key is None else "unknown").inc()
        refusal = JSONResponse({"detail": "the header X-API-Key names no known key"}, 401, CHALLENGE)
        await refusal(scope, receive, send)


def add_caller(path: Path, name: str) -> str:
    """Give a caller a key, which is returned and added to the file.

    Raises:
        OperatorError: when the name is not one, or is taken.
    """
    if not NAME.fullmatch(name):
        raise OperatorError(f"{name!r} is no name of letters, digits and `_ . -`")
    # The folder keeps other users out; a container, which is one of them, has the file alone mounted.
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if name in {line.partition(" ")[0] for line in text.splitlines()}:
        raise OperatorError(f"{name} has a key; take its line out of {path} first")
    key = secrets.token_urlsafe(32)
    with path.open("a", encoding="utf-8") as file:
        file.write(("" if text.endswith("\n") or not text else "\n") + f"{name} {key}\n")
    return key


def digests(keys: Mapping[str, str]) -> dict[str, bytes]:
    """What is kept of the keys."""
    return {name: hashlib.sha256(key.encode()).digest() for name, key in keys.items()}


def read(path: Path) -> Mapping[str, str]:
    """The keys of a file by caller.

    Raises:
        OperatorError: naming the line that is wrong, never the key.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise missing(path) from error
    keys: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, key = line.strip().partition(" ")
        if not NAME.fullmatch(name) or name in keys or len(key.strip()) < MIN_API_KEY_LENGTH:
            raise OperatorError(
                f"{path}:{number} is not the name of another caller and a key of at least "
                f"{MIN_API_KEY_LENGTH} characters"
            )
        keys[name] = key.strip()
    if not keys:
        raise missing(path)
    return keys


def modified(path: Path) -> int:
    """When the file was changed, in nanoseconds since the epoch.

    Raises:
        OperatorError: when it is not there.
    """
    try:
        return path.stat().st_mtime_ns
    except OSError as error:
        raise missing(path) from error


def missing(path: Path) -> OperatorError:
    """The file has no key that can be read."""
    return OperatorError(
        f"{path} holds no keys of callers; `make add-caller NAME=me` makes one, "
        "and SERVING_API_KEYS says where the file is"
    )
