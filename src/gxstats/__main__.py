"""`python -m gxstats` is the command line."""

from gxstats.cli import main

if __name__ == "__main__":
    main()
