"""Models as files, and the roles that they hold."""
