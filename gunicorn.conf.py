"""The web server, wherever it is started from here. Its limits lie above the portal's own (`portal.hardening`), so that
the portal answers; what is beyond these too, or no HTTP at all, is answered by `portal.server`. Decision 0051."""

worker_class = "portal.server.Worker"
limit_request_line = 8190
limit_request_fields = 120
limit_request_field_size = 16_380
