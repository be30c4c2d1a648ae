"""Which code of others its user lets run, and the only ways in which it gets to run inside of mlsys."""
