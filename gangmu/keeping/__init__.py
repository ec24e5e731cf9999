"""保管: that nothing is lost and nobody reads what is not theirs. Backups and their way back, modes of files,
leftovers of what was interrupted, and whether this installation is well. Used by commands; no stage needs it."""
