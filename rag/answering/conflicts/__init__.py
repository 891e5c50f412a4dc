"""Finds what different articles put differently about one thing; rather no conflict than a false one."""

from rag.answering.conflicts.finding import find_conflicts

__all__ = ["find_conflicts"]
