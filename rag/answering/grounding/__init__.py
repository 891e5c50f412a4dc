"""Checks a draft against the sentences it was written from; trusts nothing a model says about them."""

from rag.answering.grounding.ground import Bench, Grounded, Wording, ground
from rag.answering.grounding.lists import expand_lists, split_list

__all__ = ["Bench", "Grounded", "Wording", "expand_lists", "ground", "split_list"]
