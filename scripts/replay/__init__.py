"""The outbreaks of May 2021 in Đông Anh replayed on a fresh site: see docs/replay-dong-anh-2021.md."""
