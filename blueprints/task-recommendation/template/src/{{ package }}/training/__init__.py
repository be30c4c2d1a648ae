"""Choice and fit."""
