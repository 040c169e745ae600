"""Runs a command on a pseudo terminal, types KEYS once PROMPT stands there, and prints as JSON what was to be seen.

    python3 type-on-terminal.py PROMPT KEYS COMMAND [ARGUMENT...]

"echo" says whether the terminal shows what is typed, while the prompt stands and when the command has ended.
"""

import json
import os
import pty
import sys
import termios

prompt, keys, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)


def echoes():
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


output, asked = b"", None
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:  # Linux: the other side is closed.
        break
    if not piece:
        break
    output += piece
    if asked is None and prompt.encode() in output:
        asked = echoes()
        os.write(terminal, keys.encode())
try:
    ended = echoes()
except termios.error:
    ended = None
_, status = os.waitpid(pid, 0)
print(
    json.dumps(
        {
            "code": os.waitstatus_to_exitcode(status),
            "output": output.decode(),
            "echo": {"asked": asked, "ended": ended},
        }
    )
)
