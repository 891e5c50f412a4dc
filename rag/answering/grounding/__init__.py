"""Checks a draft against the sentences it was written from; trusts nothing a model says about them."""

from rag.answering.grounding.ground import Grounded, ground
from rag.answering.grounding.lists import expand_lists, split_list

__all__ = ["Grounded", "expand_lists", "ground", "split_list"]
