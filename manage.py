#!/usr/bin/env python
"""Run a management command of this installation: ``python manage.py help`` lists them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsite.settings")
    from django.core.management import execute_from_command_line  # settings must be named first
    from django.db import OperationalError

    from crmsite.env import EnvironmentProblem
    from crmsite.loading import load

    try:
        load()
        execute_from_command_line(sys.argv)
    except EnvironmentProblem as problem:
        sys.exit(str(problem))
    except OperationalError as problem:
        sys.exit(f"The database that DATABASE_URL names cannot be used: {problem}")


if __name__ == "__main__":
    main()
