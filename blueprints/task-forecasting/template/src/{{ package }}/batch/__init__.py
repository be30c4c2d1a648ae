"""Forecasts by schedule."""
