"""Guided flows: what is asked, read, and made of it."""
