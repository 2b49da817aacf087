"""The layers of an image: which instruction made each, where it stands in the Dockerfile, and what files it holds."""
