"""The check catalogue: what is wrong in, between and around reports."""
