"""One connection to GitLab: time-outs, retries only where they harm nobody, and errors in our own words."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import gitlab
import requests

from bot.errors import NotAllowed, NotThere, OutsideError, Refused
from bot.reports.markdown import code
from bot.secret import Secret

TIMEOUT_SECONDS = 20.0
SHORT_WAIT_SECONDS = 5.0
DEFAULT_WAIT_SECONDS = 60.0
READ_TRIES = 2
PAGE = 100
AT_ONCE: dict[str, Any] = {"obey_rate_limit": False, "retry_transient_errors": False}
"""python-gitlab would sleep through a 429 up to ten times, while we hold a lease and a lock."""
EVENT_UUID = "X-Gitlab-Event-UUID"
"""Echoed when notes are written, so that GitLab does not send us our own note; never on other calls."""
REFUSALS = frozenset({400, 405, 409, 422})
SHOWN_REASON = 200
TOO_MANY = 429
MEANINGS: dict[int, tuple[type[OutsideError], str]] = {
    401: (NotAllowed, "does not accept the token (401): {what}; is it revoked or expired?"),
    403: (NotAllowed, "refused (403): {what}; the token lacks a scope or a role for that"),
    404: (NotThere, "does not show it (404): {what}"),
}


class Connection:
    """Asks GitLab; only reads are ever repeated, because a repeated write can happen twice."""

    def __init__(self, url: str, token: Secret, *, ca_file: str | None = None) -> None:
        self._host = urlsplit(url).netloc
        self._last = threading.local()
        self.url = url
        session = requests.Session()
        session.hooks["response"].append(self._keep_retry_after)
        # What the environment says of proxies and certificates is read once: requests reads all of it, and looks for
        # a ~/.netrc, for every request.
        around = session.merge_environment_settings(url, {}, None, ca_file or True, None)
        session.trust_env, session.proxies = False, around["proxies"]
        self.api = gitlab.Gitlab(
            url,
            private_token=token.reveal(),
            timeout=TIMEOUT_SECONDS,
            ssl_verify=around["verify"] or True,
            per_page=PAGE,
            keep_base_url=True,
            user_agent="lighterman",
            session=session,
        )

    def read(self, what: str, path: str, **query: Any) -> Any:
        """Return the JSON (or the response of plain text) behind a path."""
        for attempt in range(1, READ_TRIES + 1):
            try:
                with self.translated(what):
                    return self.api.http_get(path, query_data=query, **AT_ONCE)
            except (NotAllowed, NotThere):
                raise
            except OutsideError as error:
                wait = error.retry_after_seconds or 0.3
                if attempt == READ_TRIES or wait > SHORT_WAIT_SECONDS:
                    raise
                time.sleep(wait)
        raise AssertionError("unreachable")

    def rows(self, what: str, path: str, *, first_page: int = 1, **query: Any) -> Iterator[Any]:
        """Yield the rows of a list, page by page, and ask for no page that nobody reads."""
        for page in count(first_page):
            rows = self.read(what, path, page=page, per_page=PAGE, **query)
            yield from rows
            if len(rows) < PAGE:
                return

    def post_query(self, what: str, query: dict[str, Any]) -> Any:
        """Return the answer to a GraphQL query."""
        with self.translated(what):
            return self.api.http_post(f"{self.url}/api/graphql", post_data=query, **AT_ONCE)

    @contextmanager
    def translated(self, what: str) -> Iterator[None]:
        """Turn foreign exceptions into ours; `what` names what was asked, for people."""
        try:
            yield
        except gitlab.GitlabError as error:
            raise self._translate(what, error) from None
        except requests.RequestException as error:
            raise OutsideError(f"GitLab at {self._host} did not answer ({_why(error)}): {what}") from None

    def _translate(self, what: str, error: gitlab.GitlabError) -> OutsideError:
        status = error.response_code or 0
        if status in MEANINGS:
            kind, meaning = MEANINGS[status]
            return kind(f"GitLab at {self._host} {meaning.format(what=what)}")
        if status == TOO_MANY:
            return OutsideError(
                f"GitLab at {self._host} asks to wait (429): {what}", retry_after_seconds=self._last.wait
            )
        if status in REFUSALS:
            return Refused(f"GitLab at {self._host} answered {status}: {what}; it says {_said(error)}")
        if isinstance(error, gitlab.RedirectError):
            return OutsideError(f"GitLab at {self._host} redirects: {what}; write its final address into GITLAB_URL")
        return OutsideError(f"GitLab at {self._host} answered {status or 'nonsense'}: {what}")

    def _keep_retry_after(self, response: requests.Response, *_: Any, **__: Any) -> None:
        # python-gitlab keeps no headers on its errors.
        text = response.headers.get("Retry-After", "")
        self._last.wait = float(text) if text.isdigit() else DEFAULT_WAIT_SECONDS


def _said(error: gitlab.GitlabError) -> str:
    """Return GitLab's reason, which may hold what people wrote."""
    return code(str(error.error_message)[:SHOWN_REASON])


def _why(error: requests.RequestException) -> str:
    """Return why nothing came back, for who has to mend it."""
    if isinstance(error, requests.Timeout):
        return f"not within {TIMEOUT_SECONDS:.0f} s"
    # requests and urllib3 word their errors for a debugger; what the system said is wrapped in them.
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    cause = getattr(reason, "__context__", None)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted, {cause.verify_message}; name the right one by GITLAB_CA_FILE"
    if isinstance(cause, ssl.SSLError):
        return "it speaks no TLS there; is it http://?"
    return cause.strerror if isinstance(cause, OSError) and cause.strerror else type(error).__name__


def echo(event_uuid: str) -> dict[str, Any]:
    """Return the options of a call that writes a note because of an event."""
    return {**AT_ONCE, "extra_headers": {EVENT_UUID: event_uuid} if event_uuid else {}}
