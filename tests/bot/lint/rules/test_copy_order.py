"""Sources above the dependencies."""

import pytest

from tests.bot.lint.projects import dockerfile, mended, offers, project, said

RULE = "copy-order"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM a:1\nCOPY . .\nRUN npm ci\n", [2]),
        ("FROM a:1\nWORKDIR /a\nADD . /a\nRUN pip install -r requirements.txt\n", [3]),
        ("FROM a:1\nCOPY . .\nRUN go build ./...\n", [2]),
        ("FROM a:1\nCOPY pom.xml .\nCOPY src src\nRUN mvn -B package\n", [3]),
        ("FROM a:1\nCOPY . .\nRUN ./gradlew build\n", [2]),
        ("FROM a:1\nCOPY . .\nRUN cargo build --release\n", [2]),
        ("FROM a:1\nCOPY . .\nRUN bundle install\n", [2]),
        ("FROM a:1\nCOPY . .\nRUN composer install --no-dev\n", [2]),
        ("FROM a:1\nCOPY . .\nRUN poetry install\n", [2]),
        ("FROM a:1\nCOPY . .\nRUN uv sync --frozen\n", [2]),
        ("FROM a:1\nCOPY . .\nRUN dotnet publish -c Release\n", [2]),
        ("FROM a:1\nCOPY . .\nRUN yarn\n", [2]),
        ("FROM a:1\nCOPY . .\nRUN pnpm install --frozen-lockfile\n", [2]),
        ("FROM a:1\nCOPY myapp /app\nRUN pip install -r /app/requirements.txt\n", [2]),
        ("FROM a:1\nCOPY go.mod go.sum main.go ./\nRUN go mod download\n", [2]),
        ("FROM a:1 AS b\nCOPY . .\nFROM b\nRUN npm install\n", [2]),
        ("FROM a:1\nRUN npm install -g pnpm\nCOPY . .\nRUN pnpm i\n", [3]),
        ("FROM a:1\nCOPY --chown=1:1 . .\nRUN cd web && \\\n  npm install\n", [2]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n",
        "FROM a:1\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build .\n",
        "FROM a:1\nCOPY . .\nRUN npm run build\n",
        "FROM a:1\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nRUN pip install -e .\n",
        "FROM a:1\nRUN --mount=type=bind,source=go.mod,target=go.mod go mod download\nCOPY . .\nRUN go build .\n",
        "FROM a:1\nCOPY pom.xml .\nRUN mvn dependency:go-offline\nCOPY src src\nRUN mvn package\n",
        "FROM a:1\nCOPY . .\nRUN --mount=type=cache,target=/c go build .\n",
        "FROM a:1\nCOPY . .\nRUN go build -mod=vendor .\n",
        "FROM a:1\nCOPY --from=b . .\nRUN npm ci\n",
        "FROM a:1\nCOPY . .\nRUN pip install --upgrade pip\n",
        "FROM a:1\nCOPY Gemfile Gemfile.lock Rakefile config.ru ./\nRUN bundle\n",
        "FROM a:1\nCOPY target/*.jar app.jar\nRUN apt-get update\n",
        "FROM a:1\nCOPY package.json babel.config.js ./\nRUN npm ci\n",
        "FROM a:1\nCOPY *.csproj ./\nRUN dotnet restore\nCOPY . .\nRUN dotnet publish\n",
        "FROM a:1\nCOPY tools tools\nCOPY package.json yarn.lock ./\nRUN yarn install\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [
        ("COPY . .\nRUN npm ci", "COPY package*.json ./\nRUN npm ci\nCOPY . .", ["package.json"]),
        (
            "COPY . .\nRUN go build -o /x .",
            "COPY go.mod go.sum* ./\nRUN go mod download\nCOPY . .\nRUN go build -o /x .",
            ["go.mod"],
        ),
        (
            "COPY --chown=1 . /app\nWORKDIR /app\nRUN pip install -r pip.txt",
            "COPY --chown=1 pip.txt /app/\nWORKDIR /app\nRUN pip install -r pip.txt\nCOPY --chown=1 . /app",
            ["pip.txt"],
        ),
        ("COPY . .\nRUN go mod download", "COPY go.mod go.sum* ./\nRUN go mod download\nCOPY . .", ["go.mod"]),
        ("COPY . .\nRUN npm ci", "COPY package*.json .npmrc ./\nRUN npm ci\nCOPY . .", ["package.json", ".npmrc"]),
        ("COPY . .\nRUN pip install flask", "RUN pip install flask\nCOPY . .", []),
    ],
)
def test_the_fix_installs_before_the_sources_are_there(before, after, more):
    files = {"Dockerfile": f"FROM a:1\n{before}\nCMD x\n", **dict.fromkeys(more, "")}
    assert mended(RULE, files) == {"Dockerfile": f"FROM a:1\n{after}\nCMD x\n"}


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("COPY . .\nRUN npm ci && npm run build", ["package.json"]),
        ("COPY . .\nRUN npm ci", []),
        ("COPY . .\nWORKDIR /x\nRUN npm ci", ["package.json"]),
        ("COPY . .\nRUN make\nRUN npm ci", ["package.json"]),
        ("COPY src .\nRUN npm ci", ["package.json"]),
        ("COPY . .\nRUN cd web && npm ci", ["package.json"]),
        ("COPY . .\nRUN yarn --cwd web install", ["package.json", "yarn.lock"]),
    ],
)
def test_what_is_not_that_simple_gets_no_fix(text, more):
    linted = project({"Dockerfile": f"FROM a:1\n{text}\n", **dict.fromkeys(more, "")})
    assert [one.rule for one in linted.findings].count(RULE) == 1
    assert offers(linted, RULE) == []


def test_vendored_go_downloads_nothing():
    assert said(RULE, {"Dockerfile": "FROM a:1\nCOPY . .\nRUN go build .\n", "vendor/modules.txt": ""}) == []
