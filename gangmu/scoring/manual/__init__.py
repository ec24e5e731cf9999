"""The manual: every function with examples, every message with the way out, made from themselves."""
