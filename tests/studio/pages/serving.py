"""A studio for a browser: real tables, bytes and networks, three styles, a photograph of 96 pixels.

    python -m tests.studio.pages.serving FOLDER [--accounts] [--worker]

prints its port when it listens. With `--worker` its jobs are done, and there is a video.
"""

import io
import socket
import sys
from pathlib import Path

from tests.optional import need

KEPT = ("fast_style_udnie", "mobile_udnie", "fast_style_the_scream")


def photograph(size=96) -> bytes:
    """Return a PNG with something to paint."""
    import numpy as np
    from PIL import Image

    y, x = np.mgrid[:size, : size * 4 // 3]
    image = np.stack([(x * 2) % 256, (y * 2) % 256, 255 * ((x // 16 + y // 16) % 2)], -1)
    file = io.BytesIO()
    Image.fromarray(image.astype("uint8")).save(file, "PNG")
    return file.getvalue()


def main(folder, *options):
    uvicorn, delete = need("uvicorn"), need("sqlalchemy").delete

    from tests.studio.fake_rooms import stored_rooms
    from tfstyle.studio.app import make_studio
    from tfstyle.studio.database.schema import Style

    services = stored_rooms(Path(folder), "ada", accounts="--accounts" in options)
    with services.db.session() as session:
        session.execute(delete(Style).where(Style.model.not_in(KEPT)))
    services.pictures.add("me", photograph(), title="Squares")
    if "--worker" in options:
        from tests.studio.stores import video
        from tfstyle.studio.jobs import Jobs
        from tfstyle.studio.running import start_worker

        services.jobs = Jobs(services.db)
        services.pictures.add("me", video((96, 64), 30), kind="video", title="Port")
        start_worker(services)
    else:
        services.jobs.add("me", "train_style", {"name": "Harbour"})
    app = make_studio(services.settings, services)
    sock = socket.create_server(("127.0.0.1", 0))
    print(sock.getsockname()[1], flush=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    server.run(sockets=[sock])


if __name__ == "__main__":
    main(*sys.argv[1:])
