"""The same five steps as questions and sentences, for screen readers, dumb terminals and scroll-back."""
