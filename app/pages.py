"""What every page carries: headers, frame and error pages (P10)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.response import Response as WSGIResponse

from app import deployment, faults, i18n
from app.errors import STATUS

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), payment=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NO_STORE = "no-store"
IMMUTABLE = "public, max-age=31536000, immutable"
EXIT_URL = "https://www.wikipedia.org/"


def install(app: Flask) -> None:
    """Put headers, frame and error pages on every answer."""
    app.after_request(add_headers)
    app.context_processor(frame)
    for error in STATUS:
        app.register_error_handler(error, show_error)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_surprise)


def add_headers(response: Response) -> Response:
    """Every answer's headers; nothing is kept unless a view says that it may be."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", NO_STORE)
    return response


def frame() -> dict[str, Any]:
    """What the layout needs: language, direction, navigation, the way out."""
    here = deployment.current()
    return {
        **i18n.frame(),
        "nav": [
            (url_for("report.show"), gettext("Report")),
            (url_for("help_services.show"), gettext("Help near me")),
            (url_for("safe_zones.show"), gettext("Safe zones")),
            (url_for("public.show_map"), gettext("Map")),
        ],
        "nav_here": request.path,
        "privacy_url": url_for("privacy.show"),
        "exit_url": EXIT_URL,
        "is_demonstration": here.config.is_demonstration,
        "emergency_number": here.config.emergency_number,
    }


def _show(status: HTTPStatus) -> Response:
    """A short answer that repeats nothing of the request: plain for machines, a page for people."""
    if request.path.startswith("/gateways/"):
        return Response(f"{status.phrase}\n", status, content_type="text/plain; charset=utf-8")
    if request.path.startswith("/api/"):
        return Response(f'{{"error": "{status.phrase}"}}\n', status, content_type="application/json")
    return Response(render_template("error.html", status=status), status)


def show_error(error: Exception) -> Response:
    """One of our errors, by the one table of statuses."""
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    response = _show(status)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "30"
    return response


def show_http_error(error: HTTPException) -> WSGIResponse:
    """An error of the framework; redirects pass as they are."""
    code = error.code or 500
    if error.response is not None or 300 <= code < 400:
        return error.get_response()
    response = _show(HTTPStatus(code))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def show_surprise(error: Exception) -> Response:
    """An error nobody expected: its kind and the lines it came through are logged, its words never (P1)."""
    current_app.logger.error("in %s: %s", request.endpoint, faults.describe(error))
    return _show(HTTPStatus.INTERNAL_SERVER_ERROR)
