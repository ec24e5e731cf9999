"""示例: an invented city to try everything with. Nothing in it is real, and every page says so."""
