"""A studio for a browser that trains: real rooms, a real worker, runs of four steps.

    python -m tests.studio.pages.training FOLDER

prints its port when it listens. VGG19 has random weights: what is learned means nothing.
"""

import os
import socket
import sys
from pathlib import Path

from tests.optional import need


def random_vgg(path):
    """Write weights of VGG19 as `TFSTYLE_VGG19` names them."""
    import numpy as np

    from tfstyle import networks

    flat = {}
    for layer in networks.VGG19(("relu4_1",)).layers:
        if "_conv" in layer.name:
            kernel, bias = layer.get_weights()
            flat |= {f"{layer.name}/kernel": kernel.astype("float16"), f"{layer.name}/bias": bias}
    np.savez(path, **flat)
    os.environ["TFSTYLE_VGG19"] = str(path)


def lay_aside(services):
    """Have a run that was paused, with a sample."""
    import io

    from PIL import Image

    from tfstyle.studio.database.schema import Job

    file = io.BytesIO()
    Image.new("RGB", (96, 64), (60, 120, 160)).save(file, "PNG")
    sample = services.pictures.add("me", file.getvalue(), kind="result").id
    with services.db.session() as session:
        session.add(Job(owner_id="me", kind="train_domains", payload={"name": "Laid aside"},
                        state="paused", result={"sample": sample, "losses": []}))  # fmt: skip


def main(folder):
    uvicorn = need("uvicorn")

    from tfstyle.studio.app import make_studio
    from tfstyle.studio.running import start_worker
    from tfstyle.studio.services import open_services
    from tfstyle.studio.settings import StudioSettings
    from tfstyle.studio.training import qualities

    random_vgg(Path(folder, "vgg19.npz"))
    tiny = {"steps": 4, "crop": 32, "filters": 4, "every": 1}
    qualities.STYLE["quick"], qualities.DOMAINS["quick"] = {**tiny, "batch": 1}, tiny
    home = Path(folder, "home")
    settings = StudioSettings(home=home, port=0, serve=(), warm=False, worker=False)
    services = open_services(settings)
    lay_aside(services)
    end = start_worker(services)
    sock = socket.create_server(("127.0.0.1", 0))
    print(sock.getsockname()[1], flush=True)
    app = make_studio(settings, services)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    try:
        server.run(sockets=[sock])
    finally:
        end()


if __name__ == "__main__":
    main(*sys.argv[1:])
