"""Others who do the same work, measured beside ours; each is installed in a folder of its own and is no dependency."""
