"""The Java machine has no memory left."""

from bot.signatures import FailureClass

CLASS = FailureClass.OUT_OF_MEMORY
PATTERNS = (
    rb"java\.lang\.OutOfMemoryError",
    rb"GC overhead limit exceeded",
    rb"insufficient memory for the Java Runtime Environment",
    rb"Expiring Daemon because JVM heap space is exhausted",
)
FIX = "Set -Xmx (MAVEN_OPTS, org.gradle.jvmargs) to what the runner has, or run fewer forks."
RETRY_HELPS = False
RETRY_REASON = "The same work needs the same memory."
