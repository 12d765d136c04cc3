"""Suppressions: "not here, because", in comments, annotations and the configuration."""
