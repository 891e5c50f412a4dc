"""What requests that ask for something have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from rag.domain import Filters, TimeRange

LONGEST_QUESTION = 2_000
"""Characters. A longer text is an article or an accident."""

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
