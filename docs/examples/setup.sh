#!/bin/sh
# Credentials for the other scripts, on a portal of your own.

# [client] On a portal of your own: a client of a sample company
.venv/bin/python manage.py api_client --company 108-81-11381 --scopes catalog.write bid.write receivable.write

# [sandbox] Start a sandbox beside the portal
make sandbox

# [variables] What the scripts read
export TOGETHER_URL=http://127.0.0.1:8000
export TOGETHER_CLIENT_ID=the-client-id
export TOGETHER_CLIENT_SECRET=the-client-secret
