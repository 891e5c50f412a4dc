"""What the OpenAI client raises, in our words: the one place where its errors are read.

Shared by everything that talks to OpenAI or to a server of the same protocol.
"""

from __future__ import annotations

import json

from rag.adapters.openai_http import connection_error
from rag.adapters.retrying import PassingFault
from rag.errors import (
    KeyRefused,
    ModelError,
    ModelFailed,
    UnknownModel,
    WrongBaseUrl,
)

_MAX_DETAIL = 300


def as_model_error(error: Exception, *, model: str, server: str) -> ModelError:
    """Translate one error of a call for ``model`` at ``server`` (its base URL).

    The result is a `PassingFault` exactly where another try may help. Other providers' clients are read too
    as far as they name the HTTP status, as most do in ``status_code``.
    """
    import openai

    match error:
        case ModelError():
            return error
        case openai.APIStatusError():
            headers = error.response.headers
            return status_error(
                error.status_code,
                _detail(error),
                model=model,
                server=server,
                code=error.code or error.type,
                retry_after=headers.get("retry-after"),
            )
        case openai.APIConnectionError():
            return connection_error(error, server)
        case json.JSONDecodeError():
            return ModelFailed(f"{server} answered with broken JSON: {error}. Ask again.")
    said = _short(str(error) or type(error).__name__)
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status_error(status, said, model=model, server=server)
    return ModelFailed(f"{model!r} at {server} failed: {said}")


def status_error(
    status: int,
    detail: str,
    *,
    model: str,
    server: str,
    code: str | None = None,
    retry_after: str | None = None,
) -> ModelError:
    """The error for an HTTP status; ``code`` is the protocol's own name for what went wrong."""
    said = f"{server} said {status}: {detail}"
    if code == "insufficient_quota":
        return KeyRefused(
            f"The account behind the key has no quota left. Add credit or choose another model. {said}"
        )
    if status in (401, 403):
        return KeyRefused(f"The key was refused; check OPENAI_API_KEY and its rights. {said}")
    if status == 404 and (code == "model_not_found" or "model" in detail.lower()):
        return UnknownModel(
            f"{server} does not know the model {model!r}. Check its name with the provider. {said}"
        )
    if status in (404, 405, 501):
        return WrongBaseUrl(f"Nothing speaks the OpenAI protocol there; does the URL end in /v1? {said}")
    if status in (408, 409, 429) or status >= 500:
        return PassingFault(f"{model!r} is not available now. {said}", retry_after=retry_after)
    return ModelFailed(f"The request for {model!r} was rejected. {said}")


def _detail(error: Exception) -> str:
    body = getattr(error, "body", None)
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        return _short(body["message"])
    return _short(str(error))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _MAX_DETAIL else f"{flat[:_MAX_DETAIL]}…"
