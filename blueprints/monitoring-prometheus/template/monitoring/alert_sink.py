"""Prints every alert that Alertmanager delivers: the receiving end of alertmanager.yml on one machine."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ADDRESS = ("127.0.0.1", 9099)


def lines(receiver: str, delivery: dict[str, Any]) -> list[str]:
    """One line an alert of a delivery: state, name, severity, receiver, summary."""
    return [
        f"{alert['status']:<8} {alert['labels']['alertname']} [{alert['labels'].get('severity', '-')}]"
        f" -> {receiver}: {alert['annotations'].get('summary', '')}"
        for alert in delivery["alerts"]
    ]


class Sink(BaseHTTPRequestHandler):
    """Takes the webhook of any receiver; the path is the receiver's name."""

    def do_POST(self) -> None:
        """Print the alerts of one delivery."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        for line in lines(self.path.strip("/"), json.loads(body)):
            print(line, flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about the requests themselves."""


def serve() -> None:
    """Listen until the process is stopped."""
    ThreadingHTTPServer(ADDRESS, Sink).serve_forever()


if __name__ == "__main__":
    serve()
