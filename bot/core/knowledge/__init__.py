"""What the knowledge consists of; standard library only."""
