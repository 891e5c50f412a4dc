"""What requests that ask for something have in common."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from rag.domain import Filters, TimeRange

LONGEST_QUESTION = 2_000
"""Characters. A longer text is an article or an accident."""

_IN_WORDS = re.compile(r"\d{4}-\d\d-\d\d[Tt ]")


def _require_iso(value: object) -> object:
    """A number is a number of seconds to pydantic, and to nobody else."""
    if isinstance(value, str) and not _IN_WORDS.match(value):
        raise ValueError("write a date with a time and a zone, such as 2023-10-27T09:30:00Z")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_require_iso)]
"""A moment in a query, where everything is text."""

QuestionText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION)
]
ModelName = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Within(BaseModel):
    """Within what something is asked, and as if at which moment."""

    model_config = ConfigDict(extra="forbid")

    as_of: AwareDatetime | None = Field(default=None, description="The moment of asking; None is now.")
    time_range: TimeRange | None = None
    filters: Filters = Filters()
    read_words: bool = Field(
        default=True, description="Whether times and publishers that the words name are preferred."
    )
