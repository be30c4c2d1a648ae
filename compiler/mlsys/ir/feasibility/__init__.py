"""Claims that cannot hold together: the smallest set that conflicts, and the changes that resolve it."""
