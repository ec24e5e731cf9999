"""A value of any kind, while it comes in, is computed with and is shown."""
