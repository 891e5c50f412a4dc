"""Bodies of requests, read as strictly as their schema says: no number for a truth value, none for a date."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, ValidationError
from pydantic_core import to_json

M = TypeVar("M", bound=BaseModel)


def strictly(kind: type[BaseModel]) -> BeforeValidator:
    """To stand beside the type of a body: ``body: Annotated[Kind, strictly(Kind)]``."""

    def check(value: Any) -> BaseModel:  # noqa: ANN401 - what JSON can hold
        return checked(lambda: kind.model_validate_json(to_json(_whole(value)), strict=True))

    return BeforeValidator(check)


def _whole(value: Any) -> Any:  # noqa: ANN401 - what JSON can hold
    """The same with every 10.0 as 10, which to JSON Schema is the same integer."""
    if isinstance(value, dict):
        return {name: _whole(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def checked(validate: Callable[[], M]) -> M:
    """What ``validate`` gives. Raises `RequestValidationError`, its places within the body."""
    try:
        return validate()
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=False)
        raise RequestValidationError([{**item, "loc": ("body", *item["loc"])} for item in told]) from None
