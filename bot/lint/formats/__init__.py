"""The forms in which findings are printed: one file per form, each with a `render`."""
