"""Readers of the files a project keeps: CI file and repository configuration; they take text, never a path."""
