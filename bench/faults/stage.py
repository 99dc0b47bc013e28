"""A database that is set up anew for each fault, the processes that work in it, and the moment at which one of them is
struck. Odoo is loaded once: each process is a fork of it."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import time
import traceback
from pathlib import Path

import psycopg2
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import config

READY = b"."


class Stage:
    """The database `name` of one lane; what is kept of it is a template of another name."""

    def __init__(self, name: str):
        self.name = name
        self.registry = None

    def _server(self, *statements: str) -> None:
        connection = psycopg2.connect(dbname="postgres")
        connection.autocommit = True
        with connection.cursor() as cr:
            for statement in statements:
                cr.execute(statement)
        connection.close()

    def files(self, name: str) -> Path:
        return Path(config.filestore(name))

    def fresh(self, template: str) -> None:
        """Begin from this template. Copied through its log, as PostgreSQL does it otherwise, a server that crashes soon
        after would give numbers a second time: what its sequences gave since is not in the log."""
        self.drop(self.name)
        self._server(f'CREATE DATABASE "{self.name}" TEMPLATE "{template}" STRATEGY file_copy')
        shutil.rmtree(self.files(self.name), ignore_errors=True)
        if self.files(template).exists():
            shutil.copytree(self.files(template), self.files(self.name), copy_function=os.link)

    def keep(self, name: str) -> None:
        """What is there becomes the template `name`."""
        close_db(self.name)
        self.drop(name)
        self._server(f'ALTER DATABASE "{self.name}" RENAME TO "{name}"')
        shutil.rmtree(self.files(name), ignore_errors=True)
        if self.files(self.name).exists():
            self.files(self.name).rename(self.files(name))

    def drop(self, name: str) -> None:
        close_db(name)
        self._server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def load(self) -> None:
        """Load Odoo for this database; its copies have the same models."""
        self.registry = Registry(self.name)
        close_db(self.name)

    def prepare(self, work) -> None:
        """Do it in this very process: what Odoo has read and compiled by then is at hand in those that follow."""
        with self.registry.cursor() as cr:
            work(_environment(cr))
        close_db(self.name)

    def start(self, work) -> Worker:
        return Worker(self.registry, work)

    def do(self, work):
        """Do it in a process of its own, to its end; what it returns.

        :raises RuntimeError: it failed
        """
        return self.start(work).result()


class Worker:
    """A process that does `work(env)` in a transaction that is kept, as a button or a scheduled action does."""

    def __init__(self, registry, work):
        self._reading, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(self._reading)
            _child(registry, work, writing)
        os.close(writing)
        self._ended = False
        os.read(self._reading, 1)

    def strike(self, seconds: float) -> bool:
        """Kill it after so many seconds; whether it was still at work."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._poll():
                return False
            time.sleep(0.001)
        hit = not self._poll()
        if hit:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self._ended = True
        os.close(self._reading)
        return hit

    def _poll(self) -> bool:
        if not self._ended:
            self._ended = os.waitpid(self.pid, os.WNOHANG) != (0, 0)
        return self._ended

    def result(self):
        with os.fdopen(self._reading, "rb") as stream:
            told = stream.read()
        if not self._ended:
            os.waitpid(self.pid, 0)
        if not told:
            raise RuntimeError("The process ended without a word.")
        value, error = pickle.loads(told)
        if error:
            raise RuntimeError(error)
        return value


def _environment(cr):
    env = api.Environment(cr, SUPERUSER_ID, {})
    return env(context=env["res.users"].context_get())


def _child(registry, work, writing) -> None:
    """Never returns: nothing of the parent's is closed or flushed."""
    try:
        with registry.cursor() as cr:
            env = _environment(cr)
            os.write(writing, READY)
            value = work(env)
        told = (value, None)
    except BaseException as error:
        where = "".join(traceback.format_tb(error.__traceback__)[-1:]).strip()
        told = (None, f"{type(error).__name__}: {error} ({where})")
    with os.fdopen(writing, "wb") as stream:
        pickle.dump(told, stream)
    os._exit(0)
