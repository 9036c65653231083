"""Handlers by surface: each reads its input, calls one service and writes the reply."""
