"""What stands before the application: limits on bodies and on work, the clock and the counters of a call."""

from __future__ import annotations

import asyncio
from time import perf_counter

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .admission import Admission, cost_of
from .calls import Violation
from .endpoint import ROUTES, Problem
from .limits import BODY_SECONDS, MAX_BODY_BYTES, SMALL_BODY_BYTES, UNREAD_BODIES_BYTES
from .metrics import ServingMetrics


class RefusedError(Exception):
    """The call is refused before its body is looked at."""

    def __init__(self, status: int, content: bytes, retry_after: int = 0, *, is_read: bool = False) -> None:
        """Carry the answer; the connection goes on only where the body `is_read` to its end."""
        super().__init__(status)
        self.status = status
        self.content = content
        self.retry_after = retry_after
        self.is_read = is_read


class DisconnectedError(Exception):
    """The caller left before the body was complete."""


class Guard:
    """Reads the body of a call, admits or refuses it, and counts and times the answer."""

    def __init__(self, app: ASGIApp, admission: Admission, metrics: ServingMetrics) -> None:
        """Stand before `app`."""
        self._app = app
        self._admission = admission
        self._metrics = metrics
        self._latency = {route: metrics.latency.labels(route) for route in ROUTES}
        self._ok = {route: metrics.requests.labels(route, "200") for route in ROUTES}
        self._unread = 0
        metrics.work_limit.set_function(lambda: admission.limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http" or scope["path"] not in ROUTES or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        route, started, status = scope["path"], perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            body = await self._read(scope, receive)
            await self._pass_on(body, scope, sending)
        except DisconnectedError:
            return
        except RefusedError as error:
            await refuse(sending, error)
        finally:
            self._latency[route].observe(perf_counter() - started)
        if status == 200:
            self._ok[route].inc()
        else:
            self._metrics.requests.labels(route, str(status)).inc()

    async def _pass_on(self, body: bytes, scope: Scope, send: Send) -> None:
        cost = cost_of(len(body))
        if not self._admission.admit(cost):
            fault = b'{"detail":"too many calls at a time"}'
            raise RefusedError(429, fault, self._admission.retry_after, is_read=True)

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        admitted = perf_counter()
        try:
            await self._app(scope, receive, send)
        finally:
            self._admission.done(cost, perf_counter() - admitted)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        """The whole body.

        Raises:
            RefusedError: when it is too large, too slow, or one of too many that are incomplete.
            DisconnectedError: when the caller is gone.
        """
        for name, value in scope["headers"]:
            if name == b"content-length" and int(value) > MAX_BODY_BYTES:
                raise self._too_large()
        parts: list[bytes] = []
        size = held = 0
        try:
            async with asyncio.timeout(BODY_SECONDS):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise DisconnectedError
                    parts.append(message.get("body", b""))
                    more = message.get("more_body", False)
                    size += len(parts[-1])
                    if size > MAX_BODY_BYTES:
                        raise self._too_large()
                    if more and size > SMALL_BODY_BYTES:
                        self._unread += size - held
                        held = size
                        if self._unread > UNREAD_BODIES_BYTES:
                            raise RefusedError(429, b'{"detail":"too many incomplete calls"}', 1)
        except TimeoutError:
            raise RefusedError(408, b'{"detail":"the body took too long"}') from None
        finally:
            self._unread -= held
        return b"".join(parts)

    def _too_large(self) -> RefusedError:
        fault = Violation("", "too_large", f"a body has at most {MAX_BODY_BYTES} bytes")
        self._metrics.invalid_input.labels(fault.field, fault.reason).inc()
        return RefusedError(413, msgspec.json.encode(Problem([fault])))


async def refuse(send: Send, error: RefusedError) -> None:
    """Send the refusal; it ends the connection where the caller still sends what is not read."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(error.content))]
    if not error.is_read:
        headers.append((b"connection", b"close"))
    if error.retry_after:
        headers.append((b"retry-after", b"%d" % error.retry_after))
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": error.content})
