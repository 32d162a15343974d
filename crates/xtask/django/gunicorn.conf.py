"""As gunicorn's documentation recommends: twice the processors and one more, each keeping its connection to the database."""

import multiprocessing
import os

bind = f"127.0.0.1:{os.environ['BENCH_PORT']}"
workers = 2 * multiprocessing.cpu_count() + 1
worker_class = "gthread"
threads = 4
keepalive = 30
loglevel = "warning"
wsgi_app = "wsgi:application"


def when_ready(server):
    print(f"Django is ready at http://{bind}", flush=True)
