"""The HTTP API: the verbs of `Newsdesk` for other programs and for the page. One file for each resource."""
