"""What a turn is, before any use case: the record, reading, choices, the reply's plan; no Rasa, no web, no SQL; also on Python 3.10."""
