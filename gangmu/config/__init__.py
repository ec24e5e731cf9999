"""How the parts are wired: settings from the environment, URLs, WSGI."""
