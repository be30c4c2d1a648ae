"""What makes a forecast: levels that add up, intervals, errors."""
