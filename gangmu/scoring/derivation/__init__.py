"""Where a value comes from: a tree of steps down to the facts, and who stands just before and after."""
