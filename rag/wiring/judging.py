"""The second opinion, put together for one archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rag.wiring.summaries import ArchivedPartials

if TYPE_CHECKING:
    from rag.answering.budget import Budget
    from rag.answering.judging import Judge
    from rag.ports import ChatModel
    from rag.wiring.archive import Archive
    from rag.wiring.language_models import LanguageModels

OFF, ON = "off", "on"


def make_judge(
    wanted: str, answering: ChatModel | None, models: LanguageModels, archive: Archive
) -> Callable[[Budget], Judge] | None:
    """A judge for each question, as the setting wants it; None without one.

    A small model that answers is not asked to judge, too: it would take good claims away. Named, any may.
    Raises `ModelError` for a model that cannot be used.
    """
    if wanted == OFF:
        return None
    if wanted == ON:
        model = answering if answering is not None and answering.is_strong else None
    else:
        model, _ = models.get(wanted)
    if model is None:
        return None
    from rag.answering.judging import Judge

    judging, kept = model, ArchivedPartials(archive)
    return lambda budget: Judge(judging, kept, budget)
