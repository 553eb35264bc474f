# Two stages: the first installs the locked, hash-checked dependencies, the second carries them and the project.
# The project stays a tree at /srv/khoanhvung, where it finds its migrations and ward boundaries; its data is /data.
FROM python:3.13-slim AS build
WORKDIR /srv/khoanhvung
COPY pyproject.toml requirements.lock LICENSE README.md ./
COPY scripts/lib scripts/lib
COPY app/__init__.py app/__init__.py
RUN ./scripts/lib/setup.sh run
COPY . .
RUN .venv/bin/python -m compileall -q app migrations && .venv/bin/python -m pip uninstall -q -y uv setuptools pip

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home khoanhvung && install -d -o khoanhvung -g khoanhvung /data
COPY --from=build /srv/khoanhvung /srv/khoanhvung
WORKDIR /srv/khoanhvung
ENV PATH=/srv/khoanhvung/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    KHOANHVUNG_DATA_DIR=/data
USER khoanhvung
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
# docker run --read-only --tmpfs /tmp -v khoanhvung:/data -p 8000:8000 khoanhvung
CMD ["khoanhvung", "serve", "--host", "0.0.0.0"]
