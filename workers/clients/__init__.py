"""One folder or file per outside system; each translates foreign exceptions once."""
