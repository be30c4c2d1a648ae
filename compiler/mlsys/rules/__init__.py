"""The semantic rules: one file a rule, grouped in bands; see :mod:`mlsys.rules.base`."""
