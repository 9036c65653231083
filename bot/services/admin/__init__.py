"""Accounts, backups, comparison of questions."""
