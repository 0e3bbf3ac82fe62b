"""Data about the world outside and the scheme's own texts; each file has the module that reads it."""
