"""Checking documents, and comparing two of them."""
