"""Backtest, choice and fit."""
