"""The daemon or builder gave up for a reason that we do not know."""

from bot.signatures import FailureClass

CLASS = FailureClass.OTHER
PATTERNS = (
    rb"^(?:ERROR: )?failed to (?:build: failed to )?solve(?: with frontend \S+)?: ",
    rb"^(?:ERROR: |docker: |FATA\[\d+\] )?Error response from daemon: ",
    rb"^error building image: ",
    rb"^Error: (?:creating|building at STEP|error|initializing source|determining|writing|copying|pushing|pulling) ",
    rb"^(?:ERROR: )?executor failed running ",
)
YIELDS = True
FIX = "Read the line: what stands last in it is the reason."
RETRY_HELPS = False
RETRY_REASON = "A reason that we do not know is no reason to try again."
