"""What `make bench` measures: one module for each measure, each on a site of its own that is made and thrown away."""
