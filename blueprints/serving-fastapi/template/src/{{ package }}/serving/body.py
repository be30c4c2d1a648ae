"""The ASGI messages of one call: read the body with a limit, send an answer."""

from __future__ import annotations

from starlette.types import Receive, Send

JSON_HEADER = (b"content-type", b"application/json")


class BodyTooLargeError(Exception):
    """The caller sent more than the limit."""


class DisconnectedError(Exception):
    """The caller left before the body was complete."""


async def read(receive: Receive, limit: int) -> bytes:
    """The whole body.

    Raises:
        BodyTooLargeError: when it exceeds `limit` bytes.
        DisconnectedError: when the caller is gone.
    """
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body") and len(body) <= limit:
        message = await receive()
        body += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise DisconnectedError
    if len(body) > limit:
        raise BodyTooLargeError
    return body


async def answer(send: Send, status: int, content: bytes) -> None:
    """Send a JSON answer."""
    length = (b"content-length", b"%d" % len(content))
    await send({"type": "http.response.start", "status": status, "headers": [JSON_HEADER, length]})
    await send({"type": "http.response.body", "body": content})
