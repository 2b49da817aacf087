"""Which files of the context an instruction takes in."""

import pytest

from bot.files.dockerfile import read_dockerfile
from bot.files.dockerfile.copies import taken_in

PATHS = ("go.mod", "go.sum", "main.go", "cmd/main.go", "cmd/api/api.go", "docs/guide.md", "README.md", ".git/HEAD")


def taken(line, *, paths=PATHS, variables=None, **options):
    text = line if "\n" in line else line + "\n"
    return taken_in(read_dockerfile("FROM a\n" + text).instructions[1], paths, variables, **options)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("COPY . .", PATHS),
        ("COPY ./ /src/", PATHS),
        ("COPY / /src/", PATHS),
        ("COPY ../ /src/", PATHS),
        ("COPY go.mod go.sum ./", ("go.mod", "go.sum")),
        ("COPY ./go.* ./", ("go.mod", "go.sum")),
        ("COPY *.go ./", ("main.go",)),
        ("COPY **/*.go ./", ("cmd/main.go",)),
        ("COPY cmd/ /cmd/", ("cmd/main.go", "cmd/api/api.go")),
        ("COPY cmd /cmd", ("cmd/main.go", "cmd/api/api.go")),
        ("COPY c*d /cmd", ("cmd/main.go", "cmd/api/api.go")),
        ("COPY cm?/main.go /", ("cmd/main.go",)),
        ("COPY g[op].mod /", ("go.mod",)),
        ('COPY ["go.mod", "/"]', ("go.mod",)),
        ('COPY "go.mod" /', ("go.mod",)),
        ("COPY --exclude=**/*.md . /", tuple(path for path in PATHS if not path.endswith(".md"))),
        ("COPY --from=builder / /", ()),
        ("COPY --from=builder go.mod /", ()),
        ("ADD go.mod https://example.com/x.tar.gz /", ("go.mod",)),
        ("ADD https://example.com/x.tar.gz /", ()),
        ("COPY <<EOF /etc/motd\nhello\nEOF", ()),
        ("COPY go.mod <<EOF /etc/\nhello\nEOF", ("go.mod",)),
        ("RUN go build ./...", ()),
        ("RUN --mount=type=bind,target=/src go build", PATHS),
        ("RUN --mount=type=bind,source=cmd,target=/src go build", ("cmd/main.go", "cmd/api/api.go")),
        ("RUN --mount=type=bind,from=deps,source=cmd,target=/src go build", ()),
        ("RUN --mount=type=cache,target=/cache go build", ()),
        ("RUN --mount=type=secret,id=x go build", ()),
        ("WORKDIR /src", ()),
        ("COPY $WHERE /x", ()),
        ("COPY missing /x", ()),
    ],
)
def test_an_instruction_takes_in_what_it_names(line, expected):
    assert taken(line) == expected


def test_variables_are_filled_in():
    assert taken("COPY ${APP}/ /app/", variables={"APP": "cmd"}) == ("cmd/main.go", "cmd/api/api.go")


@pytest.mark.parametrize(
    ("ignore", "expected"),
    [
        ("*.md\n", ("go.mod", "go.sum", "main.go", "cmd/main.go", "cmd/api/api.go", "docs/guide.md", ".git/HEAD")),
        ("**/*.md\n.git\n", ("go.mod", "go.sum", "main.go", "cmd/main.go", "cmd/api/api.go")),
        ("*\n!go.mod\n!cmd/**\n", ("go.mod", "cmd/main.go", "cmd/api/api.go")),
        ("# *\n\n  docs  \n", tuple(path for path in PATHS if not path.startswith("docs/"))),
        ("/cmd\n[\n", tuple(path for path in PATHS if not path.startswith("cmd/"))),
        (
            "cmd\n!cmd/main.go\n",
            ("go.mod", "go.sum", "main.go", "cmd/main.go", "docs/guide.md", "README.md", ".git/HEAD"),
        ),
    ],
)
def test_dockerignore_counts_as_docker_reads_it(ignore, expected):
    assert taken("COPY . .", ignore_text=ignore) == expected


def test_the_context_may_be_a_folder_of_the_repository():
    paths = ("app/main.go", "app/go.mod", "other/main.go", "application/x.go", "main.go")
    assert taken("COPY . .", paths=paths, context="app") == ("app/main.go", "app/go.mod")
    assert taken("COPY . .", paths=paths, context="./app/") == ("app/main.go", "app/go.mod")
    assert taken("COPY *.go .", paths=paths, context="app") == ("app/main.go",)


def test_names_that_begin_with_a_sign_are_names():
    assert taken("COPY ['!x'] /", paths=("!x",)) == ()
    assert taken('COPY ["!x", "/"]', paths=("!x", "y")) == ("!x",)
