"""An imitation of AWS on the loopback. Arguments: its folder (removed at the end); the port. Ends when its standard input does."""

import os
import shutil
import sys
import threading


def end_with_parent(directory: str) -> None:
    sys.stdin.buffer.read()
    shutil.rmtree(directory, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    folder, port = sys.argv[1:3]
    sys.argv[1:] = []
    threading.Thread(target=end_with_parent, args=(folder,), daemon=True).start()
    os.environ.update(
        BIND_HOST="127.0.0.1",
        MINISTACK_HOST="127.0.0.1",
        GATEWAY_PORT=port,
        TMPDIR=folder,
        # These would listen on every interface.
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
    )
    from ministack.app import main

    sys.exit(main())
