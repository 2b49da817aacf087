"""The three Dockerfiles of the story: one fat stage, two stages, and two stages that grew a tool chain."""

from tests.demo.traces import Step

KIB = 1024
MIB = 1024 * KIB

SINGLE_STAGE = (
    Step("FROM golang:1.22"),
    Step("RUN apt-get update && apt-get install -y build-essential git curl", 612 * MIB),
    Step("WORKDIR /src"),
    Step("COPY go.mod go.sum ./", 18 * KIB, is_cached=True),
    Step("RUN go mod download", 355 * MIB, is_cached=True),
    Step("COPY . .", 46 * MIB),
    Step("RUN go build -o /usr/local/bin/api ./cmd/api", 98 * MIB),
    Step('CMD ["api"]'),
)
SINGLE_STAGE_BASE = (48 * MIB, 24 * MIB, 67 * MIB, 92 * MIB, 92 * MIB)

MULTI_STAGE = (
    Step("FROM golang:1.22-alpine AS build"),
    Step("WORKDIR /src"),
    Step("COPY go.mod go.sum ./", is_cached=True),
    Step("RUN go mod download", is_cached=True),
    Step("COPY . ."),
    Step("RUN CGO_ENABLED=0 go build -o /api ./cmd/api"),
    Step("FROM alpine:3.20"),
    Step("COPY --from=build /api /usr/local/bin/api", 27 * MIB),
    Step("USER 10001"),
    Step('ENTRYPOINT ["api"]'),
)
MULTI_STAGE_BASE = (5 * MIB,)

GROWN = (
    Step("FROM golang:1.22"),
    Step("RUN apt-get update && apt-get install -y build-essential git curl", 612 * MIB),
    Step("WORKDIR /src"),
    Step("COPY . .", 59 * MIB),
    Step("RUN apt-get install -y chromium fonts-noto", 171 * MIB),
    Step("RUN go mod download", 355 * MIB, output=("go: downloading github.com/jackc/pgx/v5 v5.7.2",)),
    Step("RUN go build -o /usr/local/bin/api ./cmd/api", 98 * MIB),
    Step('CMD ["api"]'),
)
