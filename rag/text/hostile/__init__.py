"""Hostile text: what an article holds that is meant for a model, or is hidden from its readers."""

from __future__ import annotations

from rag.text.hostile.finding import find_hostile, is_harmless
from rag.text.hostile.plain import make_plain
from rag.text.hostile.unseen import order_spelled_out

__all__ = ["find_hostile", "is_harmless", "make_plain", "order_spelled_out"]
