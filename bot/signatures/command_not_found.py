"""The shell of the job does not find the program."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.COMMAND_NOT_FOUND
ROLE = Role.LAST_WORD
PATTERNS = (
    rb"^(?:/\w+)*/?\w{0,3}sh: (?:(?:eval: )?line \d+: |\d+: |eval: )?[\w./-]+: (?:command )?not found$",
    rb"^[\w./-]+: command not found$",
    rb"^\S*/scripts-\d+-\d+/\w+: line \d+: [\w./-]+: (?:command )?not found$",
    rb"^(?:/bin/)?sh: \d+: [\w./-]+: (?:Permission denied|not found)$",
)
FIX = "Use an image for the job that has the program, or install it in before_script."
RETRY_HELPS = False
RETRY_REASON = "The job's image stays the same."
