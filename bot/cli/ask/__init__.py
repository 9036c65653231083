"""Commands that ask the running system."""
