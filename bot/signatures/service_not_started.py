"""A service of the job did not come up within the runner's 30 seconds."""

from bot.signatures import FailureClass, Role

CLASS = FailureClass.SERVICE_UNHEALTHY
ROLE = Role.WARNING
PATTERNS = (
    rb"Service \S+ probably didn't start properly",
    rb'^service "[^"]+" (?:did )?timeout',
    rb"Cannot link to a non running container",
)
OUTRANKS = ("build_failed_otherwise",)
FIX = (
    "Read the service's own log below the warning; set wait_for_services_timeout higher where it is only slow,"
    " or let the script wait for it."
)
RETRY_HELPS = False
RETRY_REASON = (
    "Only a service that was slow would come up in time on a second try, and the log cannot tell that from one"
    " that never does."
)
