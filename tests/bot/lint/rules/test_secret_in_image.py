"""Credentials in the Dockerfile."""

import pytest

from tests.bot.lint.projects import dockerfile

RULE = "secret-in-image"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("FROM a:1\nENV DB_PASSWORD=geheim12\n", [2]),
        ("FROM a:1\nARG NPM_TOKEN\n", [2]),
        ("ARG githubToken=x\nFROM a:1\n", [1]),
        ("FROM a:1\nENV A=1 API_KEY=abc\n", [2]),
        ("FROM a:1\nENV DB_PASSWORD 12345\n", [2]),
        ("FROM a:1\nENV URL=postgres://me:s3cr3t@db/x\n", [2]),
        ("FROM a:1\nCOPY id_rsa /x\n", [2]),
        ("FROM a:1\nCOPY cloud /home/me/.aws/credentials\n", [2]),
        ("FROM a:1\nADD config/.netrc /x\n", [2]),
        ("FROM a:1\nRUN x && \\\n curl -u me:s3cr3t https://example.com\n", [3]),
        ("FROM a:1\nRUN git clone https://oauth2:s3cr3tx@example.com/a\n", [2]),
        ('FROM a:1\nRUN echo "root:geheim" | chpasswd\n', [2]),
        ("FROM a:1\nRUN tool --token=abcdef123456\n", [2]),
        ("FROM a:1\nRUN npm config set //r/:_authToken=abcdefgh1234\n", [2]),
        ("FROM a:1\nRUN DB_PASSWORD=geheim ./migrate\n", [2]),
        ("FROM a:1\nCOPY <<E /k\n-----BEGIN RSA PRIVATE KEY-----\nE\n", [3]),
        ('FROM a:1\nRUN wget --header "PRIVATE-TOKEN: abcdefgh1234" https://example.com\n', [2]),
    ],
)
def test_it_speaks(text, lines):
    assert dockerfile(RULE, text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1\nENV DB_PASSWORD=\n",
        "FROM a:1\nENV DB_PASSWORD_FILE=/run/secrets/db\n",
        "FROM a:1\nRUN --mount=type=secret,id=t TOKEN=$(cat /run/secrets/t) npm ci\n",
        "FROM a:1\nARG VERSION=1\n",
        "FROM a:1\nCOPY known_hosts /home/me/.ssh/\n",
        "FROM a:1\nENV TOKENIZERS_PARALLELISM=false\n",
        "FROM a:1\nARG SSH_PUBLIC_KEY\n",
        "FROM a:1\nENV NEXT_PUBLIC_API_KEY=x\n",
        "FROM a:1\nRUN docker login -u a --password-stdin\n",
        'FROM a:1\nRUN curl -u "$USER:$PASS" https://example.com\n',
        "FROM a:1\nRUN git clone https://example.com/a@b\n",
        "FROM a:1\nENV GPG_KEY=E3FF\n",
        "FROM a:1\nRUN SECRET_KEY_BASE=dummy rails assets:precompile\n",
        "FROM a:1\n# ENV TOKEN=abc\n",
        "FROM a:1\nRUN adduser --disabled-password me\n",
        "FROM a:1\nCOPY --from=b id_rsa.pub /x\n",
        "FROM a:1\nENV ACCESS_TOKEN_EXPIRE_MINUTES=30\n",
        "FROM a:1\nENV OLDPWD=/x APP_PWD=/y\n",
    ],
)
def test_it_is_silent(text):
    assert dockerfile(RULE, text) == []
