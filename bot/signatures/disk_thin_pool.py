"""The storage pool of the Docker daemon is full."""

from bot.signatures import FailureClass

CLASS = FailureClass.DISK_FULL
PATTERNS = (rb"Thin Pool has \d+ free data blocks",)
FIX = "Remove old images and containers on the runner's host, and leave devicemapper for overlay2."
RETRY_HELPS = False
RETRY_REASON = "The disk is as full the next time, unless another host takes the job."
