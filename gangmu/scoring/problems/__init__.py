"""What is wrong, where, what would be right and what to do: every sentence, in Chinese and English."""
