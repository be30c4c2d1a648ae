"""Many systems at once: where they are, what there is to tell of each, what an upgrade would do to them."""
