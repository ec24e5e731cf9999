"""From the text of a scheme to a checked one, with all faults at once; and the method in words."""
