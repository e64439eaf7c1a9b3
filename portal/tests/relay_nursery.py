"""`python -m portal.tests.relay_nursery`: loads the portal once; a line with options makes it fork a relay.

Each relay is a process of its own with a database connection of its own, as `manage.py outbox_relay` is, without the
seconds that every start takes. Told are its process id, and when it has ended how (the negative signal, or its code).
"""

import os
import sys
import traceback
from importlib import import_module

import django
from django.conf import settings


def relay(options: list[str]) -> None:
    """In the child: the command, and the end of the process."""
    from django.core.management import call_command

    try:
        call_command("outbox_relay", *options, stdout=sys.stderr)
    except BaseException:  # whatever ends it is told by the trace and the code
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Until nobody asks any more."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    import_module(settings.ROOT_URLCONF)  # what the first message asks for: seconds on a busy machine
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            relay(line.split())
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
