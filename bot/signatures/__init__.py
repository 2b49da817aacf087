"""One file per known failure: docstring, CLASS, PATTERNS, FIX, RETRY_HELPS and RETRY_REASON, and what else it needs.

The docstring's first line is what users read. PATTERNS are regular expressions over one line without header and
terminal codes (bot/patterns.py says which). FIX is one sentence on what to do, RETRY_REASON one on why a second try
helps or does not: an automatic rescue believes RETRY_HELPS, so it is true only where nothing but time was missing.

Optional: ROLE (default CAUSE), and OUTRANKS, the ids of those that are left out where both are found in one line.
"""

from enum import Enum, StrEnum


class FailureClass(StrEnum):
    """Why a job failed, as one word; the class is that of the cause, not of its consequences."""

    NONE = "none"
    BUILD_COMMAND_FAILED = "build_command_failed"
    OUT_OF_MEMORY = "out_of_memory"
    DISK_FULL = "disk_full"
    DAEMON_UNREACHABLE = "daemon_unreachable"
    DAEMON_LOST = "daemon_lost"
    DAEMON_TLS_MISMATCH = "daemon_tls_mismatch"
    DNS_ERROR = "dns_error"
    NETWORK_TIMEOUT = "network_timeout"
    REGISTRY_AUTH = "registry_auth"
    REGISTRY_TLS = "registry_tls"
    REGISTRY_ERROR = "registry_error"
    RATE_LIMITED = "rate_limited"
    IMAGE_NOT_FOUND = "image_not_found"
    COPY_SOURCE_MISSING = "copy_source_missing"
    TARGET_NOT_FOUND = "target_not_found"
    DOCKERFILE_INVALID = "dockerfile_invalid"
    DOCKERFILE_NOT_FOUND = "dockerfile_not_found"
    USAGE_ERROR = "usage_error"
    COMMAND_NOT_FOUND = "command_not_found"
    MOUNT_FAILED = "mount_failed"
    PRIVILEGED_REQUIRED = "privileged_required"
    PLATFORM_MISMATCH = "platform_mismatch"
    SERVICE_UNHEALTHY = "service_unhealthy"
    CACHE_IMPORT_FAILED = "cache_import_failed"
    CACHE_EXPORT_FAILED = "cache_export_failed"
    RUNNER_SYSTEM_FAILURE = "runner_system_failure"
    JOB_TIMEOUT = "job_timeout"
    CANCELED = "canceled"
    OTHER = "other"


class Role(Enum):
    """What a signature says of the failure, and so when it counts."""

    CAUSE = "says why"
    STEP = "says that a step of the build failed: what that step printed says why"
    LAST_WORD = "says that something failed: counts when nothing else is found"
    WARNING = "stands before the failure and explains a daemon or service that does not answer"
    VERDICT = "is the runner's own verdict on the whole job"
