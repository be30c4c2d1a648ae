"""The project's own service with two routes beside it that do nothing: PACKAGE PORT MODELS LOG."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from fastapi import Request, Response
from starlette.routing import Route
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
    package, port, models, log = sys.argv[1:]
    app = import_module(f"{package}.serving.app").create_app(Path(models), Path(log))

    @app.post("/noop")
    async def noop(request: Request) -> Response:
        await request.body()
        return Response(ANSWER, media_type="application/json")

    app.router.routes.insert(0, Route("/noop-raw", RawNoop(), methods=["POST"]))
    import_module(f"{package}.serving.server").run(app, "127.0.0.1", int(port))


if __name__ == "__main__":
    main()
