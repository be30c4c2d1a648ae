"""Ways to forecast, simple ones first."""
