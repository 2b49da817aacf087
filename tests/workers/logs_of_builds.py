"""Logs of the classic builder in words: what each step of a Dockerfile did."""

DOCKERFILE = """\
FROM golang:1.22
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /api ./cmd/api
"""


def build_log(*answers: str, command: str = "docker build -t api .", dockerfile: str = DOCKERFILE) -> str:
    """Return the log of a build; an answer for each step behind FROM, `hit` or `miss`, and `miss` for the rest."""
    steps = dockerfile.splitlines()
    rows = [f"$ {command}", f"Step 1/{len(steps)} : {steps[0]}", " ---> 0123456789ab"]
    for number, step in enumerate(steps[1:], 2):
        is_hit = answers[number - 2 : number - 1] == ("hit",)
        rows += [
            f"Step {number}/{len(steps)} : {step}",
            " ---> Using cache" if is_hit else f" ---> Running in {number:012x}",
        ]
        rows += [] if is_hit else [f" ---> Removed intermediate container {number:012x}"]
        rows += [f" ---> {number:012x}"]
    return "\n".join([*rows, "Successfully built 0123456789ab", ""])
