"""Rendering: from a plan to all files of a project, in memory."""
