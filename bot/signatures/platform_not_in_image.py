"""The image does not exist for this platform."""

from bot.signatures import FailureClass

CLASS = FailureClass.PLATFORM_MISMATCH
PATTERNS = (
    rb"no match(?:ing manifest)? for (?:platform|linux/|windows/|unknown/)",
    rb"no matching manifest for",
    rb"no image found in (?:manifest list|image index) for architecture",
    rb"does not match the specified platform",
    rb"no child with platform",
    rb"runtime execution on platform \S+ not supported",
    rb"qemu-[\w-]{1,20}: Could not open \x27/lib",
    rb'operating system is not supported|image operating system "\w+" cannot be used',
)
OUTRANKS = (
    "base_image_not_found",
    "manifest_unknown",
    "build_failed_otherwise",
)
FIX = "Choose a tag that exists for the platform, or build with --platform for one that it has."
RETRY_HELPS = False
RETRY_REASON = "The image stays what it is."
