# The same steps as `make run`, in two stages: what builds is left behind.
FROM python:3.11-slim-bookworm AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends make \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
WORKDIR /srv/register
COPY . .
RUN make setup && rm -rf build registry/assets/node_modules

FROM python:3.11-slim-bookworm
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /var/lib/register --create-home register
COPY --from=build /srv/register /srv/register
WORKDIR /srv/register
ENV PATH=/srv/register/.venv/bin:$PATH INSTANCE=/var/lib/register PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER register
VOLUME /var/lib/register
EXPOSE 8000
CMD ["gunicorn", "wsgi:app", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", "--threads=8"]
