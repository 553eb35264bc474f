# `make check` is what CI runs, on a machine that already has PostGIS and Chromium.
.PHONY: check test lint serve lock soak image

check: lint test

lint:
	./scripts/check

test:
	./scripts/test

serve:
	./scripts/serve

lock:
	./scripts/lock

soak:
	./scripts/soak

image:
	docker build --tag khoanhvung .
