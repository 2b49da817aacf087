"""What a merge request does to Dockerfile, CI file and config.toml: new mistakes, their threads, what came of them."""
