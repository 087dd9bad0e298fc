"""The program: the environment becomes a Config, the Config an application."""

from app.factory import create_app
from config import Config

app = create_app(Config.from_env())
