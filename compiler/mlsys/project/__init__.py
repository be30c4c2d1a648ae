"""Projects on disk: lock, pristine copies, merge, and the only writer."""
