"""The table of series, and the calendar on which they stand."""
