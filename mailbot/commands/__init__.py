"""The commands, by subject. Each is a few lines: read the configuration, call a flow, print."""
