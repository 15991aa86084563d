"""Runs a command whose stdin and stderr are a terminal, and prints what the terminal got as JSON.

usage: terminal.py WAIT_FOR KEYS COLUMNS command...
Once the terminal has got WAIT_FOR, it is made narrower and KEYS are typed.
"""
import fcntl, json, os, pty, struct, subprocess, sys, termios

wait_for, keys, columns, command = sys.argv[1].encode(), sys.argv[2].encode(), int(sys.argv[3]), sys.argv[4:]
master, slave = pty.openpty()
resize = lambda width: fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
resize(columns)
environment = {**os.environ, "TERM": "xterm"}
environment.pop("CI", None)
process = subprocess.Popen(command, stdin=slave, stdout=subprocess.PIPE, stderr=slave, env=environment)
resized = False
seen = b""
process_output = os.fdopen(process.stdout.fileno(), "rb", closefd=False)
os.set_blocking(master, False)
while process.poll() is None or not resized:
    try:
        seen += os.read(master, 65536)
    except BlockingIOError:
        if process.poll() is not None:
            break
        import select
        select.select([master], [], [], 0.1)
    if not resized and wait_for in seen:
        resized = True
        resize(columns // 2)
        os.write(master, keys)
try:
    while True:
        seen += os.read(master, 65536)
except (BlockingIOError, OSError):
    pass
print(json.dumps({"code": process.wait(), "output": process_output.read().decode(), "terminal": seen.decode()}))
