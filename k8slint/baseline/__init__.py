"""Baselines: what was found on the first day and is left for later."""
