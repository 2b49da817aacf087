"""A bare aiohttp handler: reads the body and answers. The limit of what an aiohttp server can do."""

import sys

from aiohttp import web


async def hear(request: web.Request) -> web.Response:
    """Read and answer."""
    await request.read()
    return web.Response()


def main(port: str, backlog: str) -> None:
    """Serve."""
    app = web.Application(client_max_size=26 * 2**20)
    app.router.add_post("/", hear)
    web.run_app(app, host="127.0.0.1", port=int(port), backlog=int(backlog), access_log=None, print=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
