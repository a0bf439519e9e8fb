"""How much room somebody has, as a bar."""

from tfstyle.studio.pages.parts import tag

_MB = 2**20


def quota_bar(viewer, used: int, quota: int | None) -> None:
    """Show what somebody's pictures and styles take of what they may.

    Args:
        viewer: whose language it is told in.
        used: bytes.
        quota: bytes; `None` for no limit, and then there is no bar.
    """
    taken = round(used / _MB, 1)
    if quota is None:
        tag("p", viewer.say("account.used_free", used=taken))
        return
    told = viewer.say("account.used", used=taken, quota=f"{round(quota / _MB, 1):g}")
    full = "quota full" if used > 0.9 * quota else "quota"
    tag("p", told)
    tag("progress", classes=full, max=max(quota, 1), value=min(used, max(quota, 1)),
        aria_label=told)  # fmt: skip
