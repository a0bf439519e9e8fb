"""What the measures say, as the page shows it: texts and pictures."""


def findings_of(image, viewer) -> list[dict]:
    """Return what was found in a picture: key, title and text of each."""
    return []


def suggestions_of(image, master, viewer, inline) -> list[dict]:
    """Return what could be tried: a text and a preview each."""
    return []


def overlay_of(image, key):
    """Return the picture with a finding drawn over it."""
    return image
