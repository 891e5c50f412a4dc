"""``python -m rag`` is the same as ``newsdesk``."""

import sys

from rag.interfaces.cli import main

sys.exit(main())
