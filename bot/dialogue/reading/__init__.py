"""What a message says: to us, to an open flow, and of the case."""
