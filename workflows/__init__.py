"""The rules of the scheme. Pure: no storage, no web, no clock."""
