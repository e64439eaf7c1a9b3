# One image for web, worker and beat; see compose.yaml. PostgreSQL and Valkey are containers of their own here.

FROM node:22-slim AS front-end
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=peer --ignore-scripts

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/venv/bin:$PATH VAR_DIR=/var/lib/together
RUN useradd --system --create-home portal && install -d -o portal -g portal /var/lib/together /var/lib/together/media
WORKDIR /portal
COPY requirements.txt ./
RUN python -m venv /venv && pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
COPY --from=front-end /portal/node_modules node_modules
# The static files are hashed with production's storage; the values below are needed to load the settings, no more.
RUN python manage.py assets && rm -r node_modules && python manage.py messages --compile \
    && PRODUCTION=true BASE_URL=https://build.example EMAIL_URL=smtp+tls://build:build@mail.example:587 \
       SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
       SEALING_KEYS="$(python manage.py sealing_key)" RECEIPT_KEYS="$(python manage.py sealing_key)" \
       python manage.py collectstatic --noinput \
    && python -m compileall -q catalog portal purchasing sharedgrowth
USER portal
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
