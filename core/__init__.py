"""What a lesson says, computed: words, vectors and numbers, and nothing about pictures."""
