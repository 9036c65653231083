"""What a message says of a case: values of facts and dated events, each read by its own rules."""
