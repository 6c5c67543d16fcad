"""`python -m leitstern.cli`, for where no script is installed."""

import sys

from leitstern.cli import main

sys.exit(main())
