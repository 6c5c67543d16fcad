# Two stages: the first builds a wheel (with the browser's assets), the second holds Python and what is needed to run.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/leitstern \
    && /opt/leitstern/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
    && python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock \
    && PATH="/opt/build/bin:$PATH" /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/leitstern/bin/pip install --no-cache-dir --no-deps /wheels/*.whl

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin leitstern \
    && install -d -o leitstern -g leitstern -m 0700 /data
COPY --from=build /opt/leitstern /opt/leitstern
ENV PATH="/opt/leitstern/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONMALLOC=malloc \
    MALLOC_ARENA_MAX=2 \
    LEITSTERN_HOST=0.0.0.0 \
    LEITSTERN_PORT=8765 \
    LEITSTERN_DATA=/data
USER leitstern
VOLUME /data
EXPOSE 8765
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8765/readyz', timeout=2)"]
CMD ["leitstern", "serve"]
