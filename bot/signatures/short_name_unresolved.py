"""Podman or Buildah does not know which registry a short name means."""

from bot.signatures import FailureClass

CLASS = FailureClass.IMAGE_NOT_FOUND
PATTERNS = (rb'short-name (?:resolution|"[^"]+" did not resolve)',)
FIX = "Write the registry before the name, as in `docker.io/library/alpine:3.18`."
RETRY_HELPS = False
RETRY_REASON = "The name stays short."
