"""The table of actions, and how it is cut in time."""
