"""What the browser shows. A page asks the rooms below for everything and computes nothing.

| module | what it shows |
|---|---|
| `at` | where a page is |
| `context` | the studio that is shown, and who looks |
| `frame` | what is around every page |
| `parts` | buttons, sliders, fields, as plain HTML that a keyboard reaches |
| `paint`, `paint_*` | a photograph, all styles, one painting |
| `library` | styles: found, added, shared |
| `gallery`, `gallery_*` | what was painted, and collections of it |
| `photographs` | what one brought, and how much room it takes |
| `videos`, `videos_jobs` | videos, painted in the background |
| `rate` | which of two is better |
| `advice` | what can be measured |
| `train`, `train_*` | what can be trained, and how |
| `jobs`, `jobs_card`, `curve` | what is being done |
| `account`, `account_own` | log in; one's own account |
| `people`, `people_*` | whom one administers, and their classes |
| `nowhere` | what is said where no page is |
| `staying` | a page ends with its session |
| `quota`, `asking` | how much room there is; what is asked before something happens |
| `static` | how it looks, and what the browser does by itself |

Whatever takes longer than a moment goes through `parts.away`, so that no page waits for another.
"""

from pathlib import Path

STATIC = Path(__file__).parent / "static"


def show_pages(app, services) -> None:
    """Mount the pages in an application.

    Args:
        app: of FastAPI.
        services: of the studio whose pages are shown.
    """
    from fastapi.staticfiles import StaticFiles
    from nicegui import app as shown
    from nicegui import ui

    from tfstyle.studio.pages import (  # noqa: F401  (each names its pages)
        account,
        account_own,
        advice,
        context,
        gallery,
        jobs,
        library,
        nowhere,
        paint,
        people,
        photographs,
        rate,
        train,
        videos,
    )

    context.show(services)
    nowhere.show_nowhere(shown)
    # Its bar over the page would come with every request, and has no name to be read out.
    shown.config.quasar_config["loadingBar"] = {"skipHijack": True}
    app.mount("/studio-static", StaticFiles(directory=STATIC), name="studio-static")
    ui.run_with(
        app, title="tfstyle studio", dark=None, tailwind=False, show_welcome_message=False,
        favicon=STATIC / "icon.svg",
    )  # fmt: skip
