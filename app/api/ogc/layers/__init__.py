"""The collections: of each its fields, and its features at a moment or over a span of time."""
