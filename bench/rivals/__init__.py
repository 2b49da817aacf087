"""What people would use instead; each file runs by itself in an environment that knows nothing of Lighterman."""
