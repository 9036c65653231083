"""What must be true of the knowledge before anybody is served from it."""
