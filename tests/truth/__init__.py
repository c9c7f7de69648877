"""Every number a leader sees, held against the cells of the store by another way of computing."""
