"""An author's files, read and checked: the only place where a file becomes a lesson."""
