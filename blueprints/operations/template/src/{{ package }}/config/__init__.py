"""The design document and the settings of the operators, as Python."""
