"""Use cases in the product's own verbs; they depend on the ports in `ports.py`, never on SQL or the web."""
