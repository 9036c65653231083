"""The engine's side: the only code that imports rasa."""
