"""Looking at a project and writing to it, all or nothing."""
