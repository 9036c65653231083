"""What monitoring uses."""
