"""The configuration: files, environment variables and command line become the settings of a run."""
