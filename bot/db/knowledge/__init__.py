"""Knowledge items, revisions and what is published."""
