"""Facts: rows checked against a scheme, from rows or CSV text."""
