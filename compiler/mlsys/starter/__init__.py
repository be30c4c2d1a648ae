"""A first document from a table: look at the columns, propose a framing, write it down."""
