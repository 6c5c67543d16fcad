"""`python -m leitstern.cli`, for installations without the script."""

import sys

from leitstern.cli import main

sys.exit(main())
