"""Should I see somebody? Red flags first, then the pattern; nothing about a visitor is kept on the server."""
