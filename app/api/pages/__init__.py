"""The server-rendered pages: view models made from the snapshot, words in two languages, templates, static files."""
