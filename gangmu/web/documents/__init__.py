"""Pages of papers: the register, a paper as on paper with what one may do, its text as a form, files to take away."""
