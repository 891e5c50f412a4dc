"""Who asks, and what that opens: API keys, and this machine itself where no key is needed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from rag.domain import ApiKey
from rag.domain import Scope as KeyScope
from rag.interfaces.api.problems import ApiError

if TYPE_CHECKING:
    from starlette.types import Scope

_BEARER = HTTPBearer(auto_error=False, description="An API key that `newsdesk keys add` made.")


@dataclass(frozen=True)
class Caller:
    """Somebody who may ask."""

    name: str
    scope: KeyScope
    key: ApiKey | None = None


ON_THIS_MACHINE = Caller("local", KeyScope.ADMIN)


class Doorkeeper:
    """Tells who sent a request. Without ``keys_required`` whoever reaches the server may do everything."""

    def __init__(
        self, find: Callable[[str], ApiKey | None], *, local_token: str, keys_required: bool
    ) -> None:
        self._find = find
        self._local_token = local_token
        self.keys_required = keys_required

    def caller(self, scope: Scope) -> Caller | None:
        """None for somebody without a key where one is needed, and for a key that is not in force."""
        given = _bearer(scope)
        if given and secrets.compare_digest(given.encode(), self._local_token.encode()):
            return ON_THIS_MACHINE
        key = self._find(given) if given else None
        if key is not None:
            return Caller(key.name, key.scope, key)
        return None if self.keys_required else ON_THIS_MACHINE


def _bearer(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization":
            kind, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if kind.lower() == "bearer" else ""
    return ""


def caller_of(request: Request) -> Caller:
    """Who sent a request. Raises `ApiError` 401."""
    caller: Caller | None = request.state.caller
    if caller is None:
        raise ApiError(
            401,
            "KeyMissing",
            "This server wants an API key in force: send `Authorization: Bearer KEY`. "
            "`newsdesk keys add NAME` makes one.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return caller


def needs(scope: KeyScope) -> Any:  # noqa: ANN401 - what FastAPI's Depends is
    """The dependency of a route that only keys of this scope open."""

    def check(
        request: Request,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)],
    ) -> Caller:
        caller = caller_of(request)
        if not caller.scope.includes(scope):
            raise ApiError(
                403,
                "ScopeMissing",
                f"The key {caller.name!r} opens {caller.scope.value}; this needs {scope.value}.",
            )
        return caller

    return Depends(check)


Reads = Annotated[Caller, needs(KeyScope.READ)]
Writes = Annotated[Caller, needs(KeyScope.WRITE)]
Administers = Annotated[Caller, needs(KeyScope.ADMIN)]
