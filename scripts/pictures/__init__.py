"""Pictures of rings for the documents: drawn from the shipped schematic register alone, as small SVG files."""
