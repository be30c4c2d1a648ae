"""What a look at the data showed: columns, label, keys and slices, in a file beside the document."""

import os


def profile_path(document: str) -> str:
    """Return where the profile of the table of ``document`` stands."""
    return os.path.splitext(document)[0] + ".profile.json"
