"""Which models a server of the OpenAI protocol offers."""

from __future__ import annotations

from rag.adapters.background_loop import BackgroundLoop
from rag.adapters.openai_errors import status_error
from rag.adapters.openai_http import Endpoint, connection_error, open_http
from rag.errors import ModelError, WrongBaseUrl


def listed_models(endpoint: Endpoint, *, timeout: float = 10.0) -> list[str]:
    """The names a server lists, in its order.

    Raises `ServerUnreachable`, `WrongBaseUrl`, `KeyRefused` and, for what may pass, `ModelFailed`.
    """
    loop = BackgroundLoop()
    try:
        return loop.run(_listed(endpoint), timeout=timeout)
    except TimeoutError as error:
        raise connection_error(error, endpoint.url) from None
    finally:
        loop.close()


async def _listed(endpoint: Endpoint) -> list[str]:
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    try:
        async with open_http(endpoint.url) as http:
            reply = await http.get(f"{endpoint.url.rstrip('/')}/models", headers=headers)
            body = reply.text
    except ModelError:
        raise
    except TimeoutError:
        raise
    except Exception as error:
        raise connection_error(error, endpoint.url) from error
    if not reply.is_success:
        raise status_error(reply.status_code, body[:200], model="(any)", server=endpoint.url)
    try:
        return [str(model["id"]) for model in reply.json()["data"]]
    except (ValueError, KeyError, TypeError):
        raise WrongBaseUrl(f"{endpoint.url}/models is not a list of models: {body[:200]!r}") from None
