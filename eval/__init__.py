"""Measurements of Newsdesk against data that nobody on the project wrote."""
