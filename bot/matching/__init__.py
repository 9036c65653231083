"""From a question to a topic and ranked entries; used by engine, desk and admin alike."""
