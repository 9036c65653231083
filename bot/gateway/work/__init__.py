"""What goes on beside and behind the handlers."""
