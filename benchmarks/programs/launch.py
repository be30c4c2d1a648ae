"""``python -I -S launch.py RESULT PROGRAM ARGUMENT…``: run a program and write down what it took.

A process inherits the peak of memory of the one that starts it, so it is started by a small one.
"""

import os
import sys

result, *command = sys.argv[1:]
_, status, usage = os.wait4(os.posix_spawn(command[0], command, os.environ), 0)
with open(result, "w", encoding="ascii") as file:
    file.write(f"{os.waitstatus_to_exitcode(status)} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}")
