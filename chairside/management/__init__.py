"""The command line: `chairside`."""
