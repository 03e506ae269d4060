"""``python -m pactes.cli`` is ``pactes``."""

from pactes.cli import app

app()
