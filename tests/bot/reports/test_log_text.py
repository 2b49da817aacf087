"""What `explain-log` prints about the cache: the cause, what was kept all the same, and how much of each stage hit."""

from bot.explanation import explain
from bot.files.dockerfile import read_dockerfile
from bot.misses import FileChange, Inputs
from bot.readings import Log
from bot.reports.log_text import as_text
from tests.bot.misses.logs_in_words import log

FILE = "FROM golang:1.20\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build -o /api .\n"


def test_a_copy_that_misses_below_a_download_that_hits():
    texts = FILE.splitlines()
    answers = [None, "hit", "hit", 1.0, 40.0]
    trace = log(*((None, n, text, answer) for n, (text, answer) in enumerate(zip(texts, answers, strict=True), 1)))
    inputs = Inputs(dockerfile=read_dockerfile(FILE), changes=(FileChange("main.go"),))
    said = as_text("build.log", explain(Log(trace), inputs)).split("\n\n")[2].splitlines()
    assert said == [
        "Cache: COPY . . ran again: it copies what changed, main.go; 1 step after it ran again too (41 s).",
        "       main.go cost 41 s.",
        "       COPY . . misses, the module download hits (RUN go mod download).",
        "       Of this stage 2 of 4 steps were cached.",
    ]
