"""The systems that are compared: Newsdesk, and what people would build otherwise."""
