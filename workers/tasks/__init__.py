"""One file per task: docstring, `TASK` (the dataclass of bot.tasks it carries out) and `run(task, tools) -> Outcome`."""
