"""`python -m studio` is the command `heed`."""

from studio.cli import main

if __name__ == "__main__":
    main()
