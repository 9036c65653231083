"""What visitors use."""
