"""The practice GitLab in words: add projects, commits, pipelines, notes, and look at what came of them."""

from typing import Self

from tests.fakes.gitlab.ci_words import CiWords
from tests.fakes.gitlab.thread_words import ThreadWords


class PracticeGitLab(ThreadWords, CiWords):
    """A GitLab on loopback with one bot user; use it as a context manager."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.bot = self.add_user("lighterman", bot=True)
        self.token = self.token_for(self.bot)

    def __enter__(self) -> Self:
        self._http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.holds.drop_all()
        self._http.stop()
