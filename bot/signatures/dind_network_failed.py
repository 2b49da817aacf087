"""The Docker daemon of the service could not set up its network and ended."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.SERVICE_UNHEALTHY
ROLE = Role.WARNING
PATTERNS = (
    rb"Error initializing network controller",
    rb'failed to register "bridge" driver',
)
FIX = (
    "Load the kernel modules that iptables needs on the runner's host (ip_tables, iptable_nat), or set "
    "DOCKER_IPTABLES_LEGACY=1 for the dind service."
)
RETRY_HELPS = False
RETRY_REASON = "Kernel and modules of the host stay what they are."
