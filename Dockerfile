# One image for web, worker and migrate. Every step is a call of script/… or manage.py, which the checks run as well.
FROM python:3.11-slim-trixie@sha256:9534e5a8e315485d4061ed659af0fd78a284c015f9b73661b41d6bab25604534 AS build
WORKDIR /memoire
COPY requirements.txt requirements-node.txt requirements-model.txt package.json package-lock.json .npmrc ./
COPY script ./script
COPY stories/places/gazetteer/folding.py ./stories/places/gazetteer/
RUN script/bootstrap
COPY . .
RUN DATA_DIR=/tmp/build .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && chmod -R a+rX staticfiles \
    && rm -rf node_modules /tmp/build

FROM python:3.11-slim-trixie@sha256:9534e5a8e315485d4061ed659af0fd78a284c015f9b73661b41d6bab25604534
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 memoire \
    && mkdir -p /data/tmp \
    && chown -R memoire:memoire /data \
    && chmod -R 700 /data
WORKDIR /memoire
COPY --from=build --chown=root:root /memoire /memoire
ENV PATH=/memoire/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data
USER memoire
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "manage.py", "web_answers"]
CMD ["script/web"]
