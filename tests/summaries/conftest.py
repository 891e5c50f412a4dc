"""A summarizer without a model, over the embedder of words."""

from __future__ import annotations

import pytest
from stories import NOW

from rag.app import no_progress
from rag.domain import ModelInfo
from rag.summaries.summarizing import Summarizer
from rag.testing import WordEmbedder


@pytest.fixture
def summarizer() -> Summarizer:
    return Summarizer(
        embedder=WordEmbedder(),
        model_info=ModelInfo(provider="extractive", name="extractive"),
        clock=lambda: NOW,
        progress=no_progress,
    )
