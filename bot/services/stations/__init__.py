"""Offices: search, replies, import, coverage."""
