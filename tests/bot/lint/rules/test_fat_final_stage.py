"""Toolchains in the final image."""

import pytest

from tests.bot.lint.projects import dockerfile

RULE = "fat-final-stage"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM golang:1.27\nCMD x\n", [1]),
        ("FROM mcr.microsoft.com/dotnet/sdk:10.0\nCOPY . .\n", [1]),
        ("FROM rust:1-slim AS b\nFROM b\nCMD x\n", [1]),
        ("FROM maven:3-eclipse-temurin-21\nCOPY . .\n", [1]),
        ("FROM eclipse-temurin:21-jdk\nCMD java -jar x\n", [1]),
        ("FROM debian:13\nRUN apt-get update && apt-get install -y curl \\\n  build-essential\nCMD x\n", [2]),
        ("FROM alpine:3\nRUN apk add --no-cache gcc musl-dev\nCOPY a /\n", [2]),
        ("FROM node:24\nCOPY . .\nRUN npm ci\nRUN npm run build\nCMD x\n", [4]),
        ("FROM debian:13\nRUN curl https://sh.rustup.rs | sh\nCMD x\n", [2]),
        ("FROM python:3.13\nRUN dnf install -y python3-devel gcc-c++\nCMD x\n", [2]),
        ("FROM ubuntu:24.04\nRUN apt-get install -y openjdk-21-jdk\nCMD x\n", [2]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM golang:1.27 AS b\nRUN go build -o /x .\nFROM scratch\nCOPY --from=b /x /x\n",
        "FROM eclipse-temurin:21-jre\nCMD java -jar x\n",
        "FROM node:24\nCOPY . .\nRUN npm ci --omit=dev\nCMD node x\n",
        "FROM python:3.13-slim\nRUN pip install x\nCMD x\n",
        "FROM alpine:3\nRUN apk add --no-cache --virtual .b gcc make && make && apk del .b\nCMD x\n",
        "FROM debian:13\nRUN apt-get install -y gcc && make && apt-get purge -y gcc\nCMD x\n",
        "FROM golang:1.27\nRUN go install example.com/tool@v1\n",
        "FROM mcr.microsoft.com/devcontainers/go:1\nRUN apt-get install gcc\nCMD x\n",
        "FROM debian:13\nRUN apt-get install -y libpq-dev\nCMD x\n",
        "FROM alpine:3\nRUN apk add --no-cache postgresql-dev\nCMD x\n",
        "FROM debian:13\nRUN apt-get install -y git curl nodejs\nCMD x\n",
        "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nCMD x\n",
        "FROM swift:6-slim\nCMD x\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []
