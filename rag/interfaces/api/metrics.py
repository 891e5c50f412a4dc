"""What Prometheus reads at `/metrics`. No label holds anything that was asked or written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from rag.domain import Answer
    from rag.interfaces.api.working import Gate

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """The figures of one server."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "newsdesk_requests_total",
            "Requests.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "newsdesk_request_seconds",
            "Seconds a request took.",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "newsdesk_answers_total",
            "Answers.",
            ["status", "reason", "provider"],
            registry=self._registry,
        )
        self._stages = Histogram(
            "newsdesk_stage_seconds",
            "Seconds a stage of an answer took.",
            ["stage"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._tokens = Counter(
            "newsdesk_model_tokens_total", "Tokens of language models.", ["kind"], registry=self._registry
        )

    def watch(self, name: str, gate: Gate) -> None:
        """Show how long the queue of a gate is, and how much is inside."""
        for what, figure in (("waiting", lambda: gate.waiting), ("running", lambda: gate.running)):
            gauge = Gauge(
                f"newsdesk_{name}_{what}", f"Requests {what} at {gate.what}.", registry=self._registry
            )
            gauge.set_function(figure)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        reason = answer.reason.value if answer.reason else ""
        self._answers.labels(answer.status.value, reason, answer.model.provider).inc()
        for stage, seconds in answer.usage.seconds.items():
            self._stages.labels(stage).observe(seconds)
        self._tokens.labels("prompt").inc(answer.usage.prompt_tokens)
        self._tokens.labels("completion").inc(answer.usage.completion_tokens)

    def page(self) -> bytes:
        """In Prometheus' text format."""
        return generate_latest(self._registry)
