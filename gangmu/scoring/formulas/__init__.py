"""A formula: its grammar, the tree as written, named shapes opened up, the typed tree, and back to text."""
