"""One module for each command of `heed`; each holds a click command called `command`."""
