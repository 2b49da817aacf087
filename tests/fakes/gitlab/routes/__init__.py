"""The end points of the REST API, one module per subject."""
