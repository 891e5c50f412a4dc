"""Hostile text: what an article holds that is meant for a model, or is hidden from its readers."""

from __future__ import annotations

from rag.text.hostile.finding import find_hostile, is_harmless
from rag.text.hostile.plain import make_plain

__all__ = ["find_hostile", "is_harmless", "make_plain"]
