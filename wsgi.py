"""The WSGI entry point."""

from registry.app import create_app

app = create_app()
