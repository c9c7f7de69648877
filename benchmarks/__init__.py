"""What is claimed about speed, measured: `make bench` runs everything and prints ratios against a peer in the same run."""
