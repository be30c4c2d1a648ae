"""The project's own service with two routes beside it that do nothing: PACKAGE PORT MODELS LOG KEY."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

from fastapi import FastAPI, Request, Response
from starlette.types import Receive, Scope, Send

ANSWER = b'{"score":0.5}'


class RawNoop:
    """Reads the body and answers, as bare ASGI: what the service's own route is made of."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        while (await receive()).get("more_body"):
            continue
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(ANSWER))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": ANSWER})


def main() -> None:
    """Serve until SIGTERM."""
    package, port, models, log, key = sys.argv[1:]
    keys = Path(log).with_name("api_keys")
    keys.write_text(f"benchmark {key}\n")
    # What the service can do is measured, not what it allows one caller.
    os.environ |= {"SERVING_API_KEYS": str(keys), "SERVING_RATE_LIMIT": "1e9"}
    service = import_module(f"{package}.serving.app").create_app(Path(models), Path(log))
    framework, raw = FastAPI(), RawNoop()

    @framework.post("/noop")
    async def noop(request: Request) -> Response:
        await request.body()
        return Response(ANSWER, media_type="application/json")

    beside = {"/noop": framework, "/noop-raw": raw}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await beside.get(scope.get("path", ""), service)(scope, receive, send)

    import_module(f"{package}.serving.server").run(app, "127.0.0.1", int(port))


if __name__ == "__main__":
    main()
