"""The program: the environment becomes a Config, the Config an application, served as `server`."""

from app.factory import create_app
from app.server import Server
from config import Config

app = create_app(Config.from_env())
server = Server(app, app.extensions["safelight.front"])
