"""The film's beats: one idea, one scene, one file; `ls scenes` is the table of contents."""
