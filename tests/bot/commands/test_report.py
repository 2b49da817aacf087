"""`/report` asks for a review that speaks in any case."""

from bot import slash
from bot.actions import Reply, ReviewNow
from bot.commands import Call, Command
from bot.tasks import ProjectHint


def call(level: int) -> Call:
    return Call(
        command=Command("report"),
        project=ProjectHint(1, "acme/api"),
        merge_request_iid=5,
        discussion_id="d",
        access_level=level,
    )


def test_a_reporter_gets_a_review():
    assert list(slash.run(call(20))) == [ReviewNow(1, "acme/api", 5)]


def test_a_guest_gets_the_reason_why_not():
    (reply,) = slash.run(call(10))
    assert isinstance(reply, Reply)
    assert reply.body == "🚫 `/report` needs the role Reporter in this project; you have Guest."
