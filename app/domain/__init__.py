"""Pure rules: dates, numbers and polygons in, decisions out; no input or output."""
