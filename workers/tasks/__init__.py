"""One file per task: docstring, `TASK` (a dataclass of bot.tasks) and `run(task, tools) -> Outcome`."""
