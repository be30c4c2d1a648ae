"""Tests of data, code, model and configuration."""
