"""Data about the world outside and texts of the scheme; each file has the module that reads it."""
