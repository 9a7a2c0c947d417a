"""Settings, addresses and servers of the project."""
