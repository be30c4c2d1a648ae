"""The families of models that may be fitted."""
