"""Answers to questions, and replies beside them."""
