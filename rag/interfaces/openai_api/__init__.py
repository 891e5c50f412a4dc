"""`/v1/chat/completions` and `/v1/models`: Newsdesk as a model for clients of OpenAI's protocol."""
