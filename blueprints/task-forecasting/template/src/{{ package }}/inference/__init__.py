"""From a table and a model to forecasts."""
