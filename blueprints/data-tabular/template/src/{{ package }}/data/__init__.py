"""From the table to checked rows and their parts."""
