"""Newsdesk as tools of the Model Context Protocol: over stdio, and over HTTP as a part of the server."""
