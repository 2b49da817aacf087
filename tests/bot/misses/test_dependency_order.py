"""A COPY of everything above the download of dependencies."""

import pytest

from bot.files.dockerfile import read_dockerfile
from bot.misses.dependency_order import wrong_order


def order(*lines):
    file = read_dockerfile("\n".join(["FROM a", *lines, ""]))
    return wrong_order(file, file.stages[-1])


@pytest.mark.parametrize(
    ("command", "manifests"),
    [
        ("go mod download", ("go.mod", "go.sum")),
        ("go build ./...", ("go.mod", "go.sum")),
        ("npm ci", ("package.json", "package-lock.json")),
        ("npm install --production", ("package.json", "package-lock.json")),
        ("yarn", ("package.json", "yarn.lock")),
        ("yarn --frozen-lockfile", ("package.json", "yarn.lock")),
        ("corepack enable && pnpm i", ("package.json", "pnpm-lock.yaml")),
        ("pip install --no-cache-dir -r requirements/prod.txt", ("requirements/prod.txt",)),
        ("poetry install --no-root", ("pyproject.toml", "poetry.lock")),
        ("uv sync --frozen", ("pyproject.toml", "uv.lock")),
        ("mvn -B dependency:go-offline", ("pom.xml",)),
        ("./mvnw package", ("pom.xml",)),
        ("./gradlew build", ("build.gradle", "settings.gradle")),
        ("cargo build --release", ("Cargo.toml", "Cargo.lock")),
        ("bundle install --jobs 4", ("Gemfile", "Gemfile.lock")),
        ("composer install --no-dev", ("composer.json", "composer.lock")),
        ("dotnet restore", ("*.csproj",)),
    ],
)
def test_a_download_below_a_copy_of_everything_is_found(command, manifests):
    found = order("WORKDIR /x", "COPY . .", f"RUN {command}")
    assert found is not None
    assert (found.copy_all.line, found.download.line, found.manifests) == (3, 4, manifests)


@pytest.mark.parametrize(
    "lines",
    [
        ["COPY go.mod go.sum ./", "RUN go mod download", "COPY . .", "RUN go build"],
        ["COPY package*.json ./", "RUN npm ci", "COPY . ."],
        ["COPY . .", "RUN make"],
        ["COPY . .", "RUN npm install -g serve"],
        ["COPY . .", "RUN pip install flask"],
        ["COPY . .", "RUN echo yarnish"],
        ["COPY src ./src", "RUN npm ci"],
        ["COPY --from=b . .", "RUN npm ci"],
        ["RUN npm ci"],
        [],
    ],
)
def test_a_good_order_is_not_touched(lines):
    assert order(*lines) is None


def test_a_download_in_a_heredoc_counts():
    found = order("COPY . /src", "RUN <<EOF", "npm ci", "EOF")
    assert found is not None
    assert found.manifests == ("package.json", "package-lock.json")


@pytest.mark.parametrize(
    ("lines", "patch"),
    [
        (("COPY . .", "RUN npm ci"),
         ("-COPY . .", "+COPY package.json package-lock.json ./", " RUN npm ci", "+COPY . .")),
        (("COPY --chown=app . /app", "RUN npm ci"),
         ("-COPY --chown=app . /app", "+COPY --chown=app package.json package-lock.json /app/", " RUN npm ci",
          "+COPY --chown=app . /app")),
        (("COPY . .", "RUN pip install -r requirements/prod.txt"),
         ("-COPY . .", "+COPY requirements/prod.txt ./requirements/", " RUN pip install -r requirements/prod.txt",
          "+COPY . .")),
        (("COPY . .", "RUN go build ./..."),
         ("+COPY go.mod go.sum ./", "+RUN go mod download", " COPY . .", " RUN go build ./...")),
        (("COPY . .", "RUN dotnet publish"),
         ("+COPY *.csproj ./", "+RUN dotnet restore", " COPY . .", " RUN dotnet publish")),
        (("COPY . .", "RUN cargo build"), ()),
        (("COPY . .", "RUN mvn package"), ()),
    ],
)  # fmt: skip
def test_the_better_order_is_a_diff_to_paste_where_something_downloads_alone(lines, patch):
    assert order(*lines).patch == patch
