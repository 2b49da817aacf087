"""Facts that age: one file per subject with its day and its sources; a test fails when one is older than 18 months."""
