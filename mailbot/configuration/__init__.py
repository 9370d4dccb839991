"""How the configuration file is read: one module a subject, every fault collected, nothing raised before the end."""
