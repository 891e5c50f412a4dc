"""What a load is made of: articles of made-up words, questions, and a model that answers at once."""

from __future__ import annotations

import json
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_WORDS = [
    "harbour",
    "council",
    "river",
    "bridge",
    "strike",
    "minister",
    "budget",
    "crowns",
    "winter",
    "station",
    "railway",
    "school",
    "vote",
    "storm",
    "island",
    "court",
    "factory",
    "union",
    "market",
    "museum",
    "hospital",
    "election",
    "energy",
    "forest",
    "treaty",
    "border",
    "festival",
    "engine",
    "doctor",
    "mayor",
]
QUESTIONS = [
    f"What did the {first} say about the {second}?" for first in _WORDS[:15] for second in _WORDS[15:]
]
_SENTENCES = 4
"""In an article, which is then one chunk."""


class InstantModel:
    """A server on loopback that speaks OpenAI's protocol and answers from a script, at once."""

    def __init__(self) -> None:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Instant)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"


class _Instant(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        request = json.loads(self.rfile.read(length) or b"{}")
        text = json.dumps({"claims": [{"text": "The council said so.", "sentences": [1], "speaker": None}]})
        if request.get("stream"):
            self._send("text/event-stream", _chunks(request["model"], text))
        else:
            self._send("application/json", json.dumps(_completion(request["model"], text)).encode())

    def _send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - http.server's name
        """Silent."""


def _completion(model: str, text: str) -> dict[str, object]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "c", "object": "chat.completion", "created": 0, "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }  # fmt: skip


def _chunks(model: str, text: str) -> bytes:
    head = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": model}
    told = [
        {
            **head,
            "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}],
        },
        {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
    ]
    return b"".join(b"data: " + json.dumps(one).encode() + b"\n\n" for one in told) + b"data: [DONE]\n\n"


def made_articles(number: int, seed: int = 1) -> list[dict[str, object]]:
    """Articles of made-up words, each of its own."""
    draw = random.Random(seed)  # noqa: S311 - the same words in every run
    return [
        {
            "id": f"made-{place}",
            "title": " ".join(draw.choices(_WORDS, k=6)).capitalize(),
            "text": " ".join(_sentence(draw) for _ in range(_SENTENCES)),
            "publisher": f"Paper {place % 20}",
            "published_at": f"2024-{place % 12 + 1:02}-{place % 28 + 1:02}T08:00:00Z",
        }
        for place in range(number)
    ]


def _sentence(draw: random.Random) -> str:
    return f"The {' '.join(draw.choices(_WORDS, k=14))} said {draw.randint(1, 9_999)} {draw.choice(_WORDS)}s."
