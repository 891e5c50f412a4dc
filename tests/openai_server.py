"""A real HTTP server on loopback that speaks the OpenAI protocol and reranks, and misbehaves when told to.

Every request takes the next behaviour of its script; with the script used up it answers like a good server.
A behaviour is a function of one `Exchange`, so a test can write its own beside those offered here:

    with OpenAIServer() as server:
        server.will(rate_limited(retry_after="1"), answers("Yes."))
        client = OpenAI(base_url=server.url, api_key="test")
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Behaviour = Callable[["Exchange"], None]


@dataclass(frozen=True)
class Request:
    """What a client sent, kept for assertions. Names of headers are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    arrived: float = field(default_factory=time.monotonic)


class OpenAIServer:
    """Listens on a free port of 127.0.0.1 from construction until `close`."""

    def __init__(self, *, models: Sequence[str] = ("test-model",), dimension: int = 8) -> None:
        self.models = list(models)
        self.dimension = dimension
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._script: list[Behaviour] = []
        self._lock = threading.Lock()
        self._http = _HTTPServer(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/v1"

    def will(self, *behaviours: Behaviour) -> None:
        """Queue what happens to the next requests, one behaviour each."""
        with self._lock:
            self._script.extend(behaviours)

    def always(self, behaviour: Behaviour) -> None:
        """Give every later request the same behaviour."""
        self.will(*[behaviour] * 1000)

    def take(self, request: Request) -> Behaviour:
        with self._lock:
            self.requests.append(request)
            return self._script.pop(0) if self._script else behaves

    def close(self) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Exchange:
    """One request being answered: what came in, and the ways to send something back."""

    def __init__(self, server: OpenAIServer, request: Request, handler: BaseHTTPRequestHandler) -> None:
        self.server = server
        self.request = request
        self._handler = handler

    def send(
        self,
        body: bytes,
        *,
        status: int = 200,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.start(status, content_type, {"Content-Length": str(len(body)), **(headers or {})})
        self.write(body)

    def send_json(
        self, value: object, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        self.send(json.dumps(value).encode(), status=status, headers=headers)

    def send_error(
        self,
        status: int,
        message: str,
        *,
        kind: str = "error",
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        error = {"message": message, "type": kind, "param": None, "code": code}
        self.send_json({"error": error}, status=status, headers=headers)

    def start(self, status: int, content_type: str, headers: Mapping[str, str]) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self._handler.send_header(name, value)
        self._handler.end_headers()

    def start_stream(self) -> None:
        """Server-sent events, ended by closing the connection."""
        self._handler.close_connection = True
        self.start(200, "text/event-stream", {"Connection": "close"})

    def write(self, data: bytes) -> None:
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def event(self, value: object) -> None:
        self.write(b"data: " + json.dumps(value).encode() + b"\n\n")

    def cut(self) -> None:
        """Drop the connection without another word."""
        self._handler.close_connection = True

    def wait(self, seconds: float) -> bool:
        """Sleep, but not longer than the server lives; False when it is closing."""
        return not self.server.closing.wait(seconds)


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = True
    owner: OpenAIServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _HTTPServer

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._answer(json.loads(self.rfile.read(length) or b"{}"))

    def _answer(self, body: dict[str, Any]) -> None:
        owner = self.server.owner
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        try:
            owner.take(request)(Exchange(owner, request, self))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Tests read `requests` instead."""


# --- a good server -------------------------------------------------------------------------------------


def behaves(exchange: Exchange) -> None:
    """Answer as the path asks: a completion, vectors or the list of models."""
    path = exchange.request.path
    if path == "/v1/chat/completions":
        answers(_reply_to(exchange.request.body))(exchange)
    elif path == "/v1/embeddings":
        embeds(exchange)
    elif path == "/v1/rerank":
        reranks(exchange)
    elif path == "/v1/models":
        models = [
            {"id": name, "object": "model", "created": 0, "owned_by": "test"}
            for name in exchange.server.models
        ]
        exchange.send_json({"object": "list", "data": models})
    else:
        exchange.send_error(
            404, f"Invalid URL ({exchange.request.method} {path})", kind="invalid_request_error"
        )


def answers(
    text: str | None,
    *,
    finish: str = "stop",
    refusal: str | None = None,
    usage: bool = True,
    delay: float = 0.0,
) -> Behaviour:
    """Complete with this text, streamed word by word if the client asks for a stream."""

    def behave(exchange: Exchange) -> None:
        exchange.wait(delay)
        counts = _usage(exchange.request.body, text or "") if usage else None
        if exchange.request.body.get("stream"):
            exchange.start_stream()
            for chunk in _chunks(exchange.request.body, text or "", finish, counts, refusal):
                exchange.event(chunk)
            exchange.write(b"data: [DONE]\n\n")
        else:
            exchange.send_json(_completion(exchange.request.body, text, finish, refusal, counts))

    return behave


def embeds(exchange: Exchange) -> None:
    """Unit vectors that depend on each input alone, as floats or base64 as asked, listed in order."""
    inputs = exchange.request.body["input"]
    if isinstance(inputs, str) or (inputs and isinstance(inputs[0], int)):
        inputs = [inputs]
    size = exchange.request.body.get("dimensions") or exchange.server.dimension
    vectors = [vector_of(item, size) for item in inputs]
    if exchange.request.body.get("encoding_format") == "base64":
        coded: list[Any] = [base64.b64encode(struct.pack(f"<{size}f", *v)).decode() for v in vectors]
    else:
        coded = list(vectors)
    tokens = sum(len(str(item).split()) for item in inputs)
    exchange.send_json(
        {
            "object": "list",
            "model": exchange.request.body.get("model"),
            "data": [{"object": "embedding", "index": i, "embedding": v} for i, v in enumerate(coded)],
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        }
    )


def reranks(exchange: Exchange) -> None:
    """Score each document by the words it shares with the query; the best first, as services do."""
    wanted = set(exchange.request.body["query"].lower().split())
    documents = exchange.request.body["documents"]
    scores = [len(wanted & set(document.lower().split())) for document in documents]
    best_first = sorted(range(len(scores)), key=lambda place: -scores[place])
    gives_scores(*((place, scores[place]) for place in best_first))(exchange)


def gives_scores(*scored: tuple[Any, Any]) -> Behaviour:
    """The results of a rerank service, as (index, score)."""
    results = [{"index": index, "relevance_score": score} for index, score in scored]
    return lambda exchange: exchange.send_json({"model": "test-reranker", "results": results})


def vector_of(item: object, size: int) -> list[float]:
    """The vector the server gives an input: from its hash, of length 1."""
    seed = hashlib.shake_256(json.dumps(item).encode()).digest(size)
    values = [byte - 127.5 for byte in seed]
    length = math.sqrt(sum(value * value for value in values))
    return [value / length for value in values]


def instance_of(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> Any:
    """The plainest value a JSON Schema of the strict kind allows."""
    root = root or schema
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return instance_of(root["$defs"][name], root)
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return instance_of(schema["anyOf"][0], root)
    kind = schema.get("type", "object")
    if kind == "object":
        return {name: instance_of(part, root) for name, part in schema.get("properties", {}).items()}
    plain = {"array": [], "string": "text", "integer": 1, "number": 1.0, "boolean": True, "null": None}
    return plain[kind if isinstance(kind, str) else kind[0]]


def _reply_to(body: Mapping[str, Any]) -> str:
    wanted = body.get("response_format") or {}
    if wanted.get("type") == "json_schema":
        return json.dumps(instance_of(wanted["json_schema"]["schema"]))
    return f"You said: {body['messages'][-1]['content']}"


def _usage(body: Mapping[str, Any], text: str) -> dict[str, int]:
    prompt = sum(len(str(message.get("content", "")).split()) for message in body.get("messages", []))
    written = len(text.split())
    return {"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written}


def _completion(
    body: Mapping[str, Any], text: str | None, finish: str, refusal: str | None, usage: dict[str, int] | None
) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "refusal": refusal}
    reply: dict[str, Any] = {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 0,
        "model": body.get("model"),
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
    }
    return reply if usage is None else {**reply, "usage": usage}


def _chunks(
    body: Mapping[str, Any],
    text: str,
    finish: str,
    usage: dict[str, int] | None,
    refusal: str | None = None,
) -> Iterator[dict[str, Any]]:
    def chunk(choices: list[dict[str, Any]], **more: object) -> dict[str, Any]:
        head = {
            "id": "chatcmpl-test",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": body.get("model"),
        }
        return {**head, "choices": choices, **more}

    yield chunk([{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])
    if refusal is not None:
        yield chunk([{"index": 0, "delta": {"refusal": refusal}, "finish_reason": None}])
    for word in text.split(" ") if text else ():
        yield chunk([{"index": 0, "delta": {"content": f"{word} "}, "finish_reason": None}])
    yield chunk([{"index": 0, "delta": {}, "finish_reason": finish}])
    if usage is not None and (body.get("stream_options") or {}).get("include_usage"):
        yield chunk([], usage=usage)


# --- a bad server --------------------------------------------------------------------------------------


def rate_limited(*, retry_after: str | None = None) -> Behaviour:
    """429, with ``Retry-After`` as given: seconds, or an HTTP date (see `http_date`)."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return fails(429, "Rate limit reached", kind="requests", code="rate_limit_exceeded", headers=headers)


def http_date(seconds_from_now: float) -> str:
    return formatdate(time.time() + seconds_from_now, usegmt=True)


def fails(
    status: int,
    message: str = "The server had an error",
    *,
    kind: str = "server_error",
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Behaviour:
    """An error in the protocol's own form."""
    return lambda exchange: exchange.send_error(status, message, kind=kind, code=code, headers=headers)


def out_of_quota() -> Behaviour:
    return fails(429, "You exceeded your current quota", kind="insufficient_quota", code="insufficient_quota")


def refuses_key(status: int = 401) -> Behaviour:
    return fails(status, "Incorrect API key provided", kind="invalid_request_error", code="invalid_api_key")


def unknown_model(name: str = "test-model") -> Behaviour:
    message = f"The model `{name}` does not exist or you do not have access to it."
    return fails(404, message, kind="invalid_request_error", code="model_not_found")


def sends(body: bytes, *, status: int = 200, content_type: str = "application/json") -> Behaviour:
    """Any bytes under any type: broken JSON, an HTML page, nothing at all."""
    return lambda exchange: exchange.send(body, status=status, content_type=content_type)


def html(status: int = 200) -> Behaviour:
    page = b"<!doctype html><html><body><h1>Welcome</h1></body></html>"
    return sends(page, status=status, content_type="text/html; charset=utf-8")


def stalls(seconds: float = 60.0) -> Behaviour:
    """Read the request, then say nothing; the connection is dropped at the end."""

    def behave(exchange: Exchange) -> None:
        exchange.wait(seconds)
        exchange.cut()

    return behave


def drips(*, every: float = 0.05, total: int = 100_000) -> Behaviour:
    """Promise a long body and send it a byte at a time, so that no single read ever times out."""

    def behave(exchange: Exchange) -> None:
        exchange.start(200, "application/json", {"Content-Length": str(total)})
        for _ in range(total):
            exchange.write(b" ")
            if not exchange.wait(every):
                return exchange.cut()
        return None

    return behave


def cuts_before_answering(exchange: Exchange) -> None:
    exchange.cut()


def cuts_mid_body(exchange: Exchange) -> None:
    """Announce more bytes than are sent."""
    exchange.start(200, "application/json", {"Content-Length": "5000"})
    exchange.write(b'{"id": "chatcmpl-test", "choices": [')
    exchange.cut()


def cuts_mid_stream(text: str = "The first words") -> Behaviour:
    """Stream some chunks, then drop the connection without an end."""

    def behave(exchange: Exchange) -> None:
        exchange.start_stream()
        chunks = list(_chunks(exchange.request.body, text, "stop", None))
        for chunk in chunks[:-1]:
            exchange.event(chunk)
        exchange.write(b'data: {"id": "chatcmpl-te')
        exchange.cut()

    return behave


def no_choices(exchange: Exchange) -> None:
    exchange.send_json({**_completion(exchange.request.body, "", "stop", None, None), "choices": []})


def white_space_until_the_limit(tokens: int = 200) -> Behaviour:
    """What a strict-JSON run can do: blanks until it is cut off."""
    return answers("\n\t" * tokens, finish="length")


def endless(*, block: int = 1 << 20, blocks: int = 100_000) -> Behaviour:
    """A body without a length that goes on for as long as someone reads it."""

    def behave(exchange: Exchange) -> None:
        exchange.cut()
        exchange.start(200, "application/json", {"Connection": "close"})
        for _ in range(blocks):
            exchange.write(b" " * block)
            if exchange.server.closing.is_set():
                return

    return behave
