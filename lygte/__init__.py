"""The front door: one command line, thin. Each command imports its room when called."""
