"""The reader's own schema: which are accepted, how a form is filled, and what of it the article carries."""
