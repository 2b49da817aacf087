"""The command does not know one of its options or arguments."""

from bot.signatures import FailureClass

CLASS = FailureClass.USAGE_ERROR
PATTERNS = (
    rb"unknown (?:shorthand )?flag: ",
    rb"flag provided but not defined: ",
    rb'unknown command "',
    rb"is not a docker command",
    rb"unknown(?: docker)? command: ",
    rb'invalid argument "[^"]*" for "',
    rb"flag needs an argument: ",
    rb"requires (?:(?:exactly|at least) )?\d+ arguments?",
    rb"unknown help topic",
)
FIX = (
    "Compare the option with `--help` of the version in use; look for typographic dashes, and for variables "
    "that are empty."
)
RETRY_HELPS = False
RETRY_REASON = "The command is the same the next time."
