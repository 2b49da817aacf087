"""Facts that age: one file per subject with its day and its sources. A test fails when a file is older than 18 months."""
