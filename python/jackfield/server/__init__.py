"""The HTTP server: WHIP, health, metrics and the page."""
