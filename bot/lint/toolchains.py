"""What makes an image or a package a toolchain: compilers, build tools, SDKs, headers. An interpreter alone is none."""

import re
from collections.abc import Iterator, Sequence

from bot.files.dockerfile.run_script import RunCommand
from bot.lint.references import Reference

IMAGES = frozenset((
    "golang", "rust", "gcc", "clang", "maven", "gradle", "swift", "haskell", "buildpack-deps", "sbt", "emsdk", "zig",
    "dart", "crystal", "nim", "android-sdk", "dlang", "go-toolset", "rustlang", "cargo-chef",
))  # fmt: skip
"""Images that are made to build something."""
JAVA = frozenset((
    "openjdk", "eclipse-temurin", "amazoncorretto", "adoptopenjdk", "sapmachine", "zulu-openjdk", "liberica-openjdk",
    "ibm-semeru-runtimes", "ibmjava", "java", "graalvm", "graalvm-ce", "jdk", "graalvm-community",
))  # fmt: skip
"""Images of Java: a JDK unless the tag says JRE."""
PACKAGES = frozenset((
    "gcc", "g++", "gcc-c++", "gcc-multilib", "gfortran", "gnat", "clang", "llvm", "binutils", "nasm", "yasm", "make",
    "gmake", "cmake", "build-essential", "build-base", "alpine-sdk", "base-devel", "autoconf", "automake", "libtool",
    "bison", "flex", "ninja", "ninja-build", "meson", "scons", "swig", "rust", "rustc", "cargo", "rustup", "golang",
    "go", "golang-go", "maven", "gradle", "ant", "ghc", "cabal-install", "valac", "linux-headers", "kernel-headers",
    "pkg-config", "pkgconfig", "pkgconf", "checkinstall", "patchelf", "default-jdk", "default-jdk-headless",
    "mono-complete", "node-gyp", "@development-tools",
))  # fmt: skip
"""Packages of compilers and build tools; headers and versions are told by the form of their names."""
_PACKAGE = re.compile(
    r"-(?:dev|devel|sdk)$|^(?:gcc|g\+\+|clang|llvm|golang|rust|go)-?\d[\d.]*$|^openjdk-?\d+(?:-jdk.*)?$|^java-.*-devel$"
    r"|^linux-headers-|^dotnet-sdk"
)
BUILDS = re.compile(
    r"^(?:go (?:build|install)\b|cargo (?:build|install)\b|dotnet (?:build|publish)\b|g?make\b|cmake\b"
    r"|(?:\./)?configure\b"
    r"|\S*(?:mvn|gradle)w?\b.* (?:package|install|build|assemble|bootJar|shadowJar|war|compile|clean)\b"
    r"|(?:gcc|g\+\+|clang|javac|rustc|ghc)\b|(?:npm|pnpm|bun) run(?:-script)? (?:build|compile|bundle|dist)"
    r"|yarn(?: run)? (?:build|compile|bundle|dist)"
    r"|(?:npx )?(?:ng|nx|vite|nuxt|next|tsc|webpack|rollup|parcel|gulp|grunt)(?: build|$))"
)
"""Commands that compile; where they run in a stage, its layers hold what they need."""
FETCHED = re.compile(
    r"sh\.rustup\.rs|rustup-init|go\.dev/dl/go|golang\.org/dl/go|dl\.google\.com/go/go|dotnet-install\.sh"
)


def says_toolchain(reference: Reference) -> bool:
    """Tell whether a base image is a toolchain."""
    name, tag = reference.short_name, reference.tag
    if name == "sdk" or name.endswith(("-sdk", "-builder")):
        return name == "sdk" or "dotnet" in reference.name or name.endswith("-builder")
    if name in JAVA:
        return "jre" not in tag and "$" not in tag
    return name in IMAGES and not (name == "swift" and "slim" in tag)


def is_tool(package: str) -> bool:
    """Tell whether a package of the system is a part of a toolchain."""
    return package in PACKAGES or _PACKAGE.search(package) is not None


def compiling(commands: Sequence[RunCommand]) -> Iterator[RunCommand]:
    """Yield the commands that compile, or fetch a compiler."""
    for command in commands:
        text = command.text
        if BUILDS.match(text) or FETCHED.search(text):
            yield command
