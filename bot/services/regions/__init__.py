"""Places: divisions, names and what a text means by them."""
