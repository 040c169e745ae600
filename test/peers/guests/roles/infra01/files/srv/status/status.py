"""Status: one page that counts how often it was asked for, over all workers."""

import fcntl

COUNT = "/var/lib/status/count"


def application(environ, start_response):
    with open(COUNT, "a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        count = int(file.read() or 0) + 1
        file.seek(0)
        file.truncate()
        file.write(str(count))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"all is well\nasked: {count}\n".encode()]
