"""Seeing a problem another way: a document rewritten for another framing."""
