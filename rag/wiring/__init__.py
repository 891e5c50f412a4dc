"""Where the parts are put together for `rag.app`; nothing else knows this package."""
