"""The gallery: every example, measured, on a page."""
