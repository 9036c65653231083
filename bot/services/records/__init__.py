"""What is kept of a visitor's case, shown and changed line by line."""
