"""Says why the build cache missed: for each image stage the first step that ran again, and its cause if that shows.

No cause is named without evidence: where several would do, the answer is `unknown` and says what would tell.
"""

from bot.misses.explaining import explain
from bot.misses.model import FileChange, Files, Inputs, Miss, SourceFile, Sources, Why

__all__ = ["FileChange", "Files", "Inputs", "Miss", "SourceFile", "Sources", "Why", "explain"]
