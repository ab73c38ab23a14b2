"""`python -m chairside` is the same as `chairside`."""

from chairside.management.cli import main

if __name__ == "__main__":
    main()
