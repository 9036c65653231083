"""The module the Rasa SDK looks for when it builds an action server: it brings our guard to every one started here."""

from __future__ import annotations

import pluggy

from actions import _guard


def init_hooks(manager: pluggy.PluginManager) -> None:
    """Register the guard."""
    manager.register(_guard)
