"""命令: the `gangmu` command. Scoring commands start without Django."""
