"""Which roles may do what, as the table of routes uses them."""

from __future__ import annotations

DESK = ("admin", "supervisor", "staff")
"""Those who talk with visitors."""
LEADING = ("admin", "supervisor")
"""Those who may take a conversation out of somebody else's hands."""
