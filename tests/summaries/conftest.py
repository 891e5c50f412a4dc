"""Desks to sum up at, over the embedder of words."""

from __future__ import annotations

import pytest
from stories import desk

from rag.summaries.summarizing import Summarizer


@pytest.fixture
def summarizer() -> Summarizer:
    """Without a model."""
    return Summarizer(desk())
