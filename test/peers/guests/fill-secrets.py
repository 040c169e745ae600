"""Puts the planted secrets where the files of a tree name them: fill-secrets.py SECRETS.json FOLDER.

@@id@@ in a file stands for the secret of that id. A secret that no file names, or a name without a secret, is an error.
"""

import json
import pathlib
import re
import sys

secrets = {secret["id"]: "".join(secret["value"]) for secret in json.loads(pathlib.Path(sys.argv[1]).read_text())}
unused = set(secrets)


def value(match):
    unused.discard(match[1])
    return secrets[match[1]]


for path in sorted(pathlib.Path(sys.argv[2]).rglob("*")):
    if path.is_file() and not path.is_symlink():
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        filled = re.sub(r"@@([a-z0-9-]+)@@", value, text)
        if filled != text:
            path.write_bytes(filled.encode("utf-8", "surrogateescape"))
if unused:
    sys.exit(f"no file names {', '.join(sorted(unused))}")
