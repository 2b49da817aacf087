"""Rules over the files that define a build; the rules themselves stand in lint/rules."""
