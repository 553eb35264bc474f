"""The pages' templates, styles, scripts, fonts, vendored libraries and words."""
