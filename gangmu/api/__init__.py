"""接口: the same queries and actions as the pages, as JSON; one file a stage. Permissions are those of the pages."""
