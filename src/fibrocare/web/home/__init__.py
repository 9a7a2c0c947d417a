"""The first page of a visitor, and of everybody who signs in."""
