"""Dockerfiles and CI files as projects have them, each a little different, half of them with mistakes."""

from collections.abc import Iterator
from pathlib import Path

GOOD = """\
# syntax=docker/dockerfile:1
FROM golang:1.27-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \\
    CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /service{n} ./cmd/service{n}

FROM build AS test
RUN go vet ./... && go test ./...

FROM gcr.io/distroless/static-debian12:nonroot AS production
COPY --from=build /service{n} /service
EXPOSE {port}
USER 65532:65532
ENTRYPOINT ["/service"]
"""
BAD = """\
FROM node:18
ARG NPM_TOKEN
ENV PORT={port} NODE_ENV=production
WORKDIR /srv/app{n}
RUN apt-get update && apt-get install -y \\
    build-essential \\
    python3 \\
    curl
COPY . .
RUN npm install && \\
    npm run build -- --name app{n}
RUN rm -rf /var/lib/apt/lists/* /tmp/*
HEALTHCHECK --interval=30s CMD curl -f http://localhost:{port}/ || exit 1
CMD ["npm", "start"]
"""
CI_FILE = """\
stages: [build, test, deploy]
variables:
  IMAGE: $CI_REGISTRY_IMAGE/app{n}
  DOCKER_TLS_CERTDIR: "/certs"
.docker:
  image: docker:{version}
  services: [docker:{version}-dind]
  before_script:
    - echo "$CI_REGISTRY_PASSWORD" | docker login -u "$CI_REGISTRY_USER" --password-stdin $CI_REGISTRY
build:
  extends: .docker
  stage: build
  script:
    - docker pull $IMAGE:cache || true
    - |
      docker build \\
        --cache-from $IMAGE:cache \\
        --file {dockerfile} \\
        --tag $IMAGE:$CI_COMMIT_SHA \\
        .
    - docker push $IMAGE:$CI_COMMIT_SHA
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
test:
  stage: test
  image: $IMAGE:$CI_COMMIT_SHA
  script: [./run-tests --shard {n}]
deploy:
  extends: .docker
  stage: deploy
  script:
    - docker pull $IMAGE:$CI_COMMIT_SHA
    - docker tag $IMAGE:$CI_COMMIT_SHA $IMAGE:latest
    - docker push $IMAGE:latest
  retry: 1
"""


def write_files(folder: Path, count: int) -> Iterator[Path]:
    """Write so many Dockerfiles and as many CI files into a folder; yield the Dockerfiles."""
    for n in range(count):
        dockerfile = folder / f"Dockerfile.app{n}"
        dockerfile.write_text((BAD if n % 2 else GOOD).format(n=n, port=8000 + n), encoding="utf-8")
        version = "20.10" if n % 3 else "29.1"
        text = CI_FILE.format(n=n, version=version, dockerfile=dockerfile.name)
        (folder / f"app{n}.gitlab-ci.yml").write_text(text, encoding="utf-8")
        yield dockerfile
