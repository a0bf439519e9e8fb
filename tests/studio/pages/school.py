"""A real studio with accounts for a browser: an admin, a teacher with a class, two students.

    python -m tests.studio.pages.school FOLDER [MANY]

prints its port when it listens. Everyone's password is `GOOD`; MANY more students, if asked.
"""

import socket
import sys
from pathlib import Path

from tests.optional import need

GOOD = "correct horse"


def main(folder, many="0"):
    uvicorn = need("uvicorn")

    from tests.studio.stores import picture
    from tfstyle.studio.app import make_studio
    from tfstyle.studio.services import open_services
    from tfstyle.studio.settings import StudioSettings

    settings = StudioSettings(home=Path(folder), accounts=True, warm=False, serve=(), worker=False)
    services = open_services(settings)
    accounts = services.accounts
    admin = accounts.first_admin("Root", GOOD)
    tea = accounts.create("Tea", GOOD, "teacher")
    room = accounts.create_classroom(tea.id, "9b")
    for name in ("Ada", "Ben", *(f"Pupil {number:03d}" for number in range(int(many)))):
        one = accounts.create(name, GOOD)
        accounts.add_member(admin.id, room.id, one.id)
        if name == "Ada":
            work = services.gallery.keep(one.id, picture(1, (96, 72)), {"steps": []})
            services.gallery.share(work.id, "class", owner_id=one.id)
            services.gallery.comments.add(work.id, "A good blue.", author_id=one.id)
    app = make_studio(services.settings, services)
    sock = socket.create_server(("127.0.0.1", 0))
    print(sock.getsockname()[1], flush=True)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    server.run(sockets=[sock])


if __name__ == "__main__":
    main(*sys.argv[1:])
