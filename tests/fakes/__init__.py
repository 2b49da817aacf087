"""Practice servers on loopback; they know nothing of Lighterman."""
