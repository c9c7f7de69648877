"""A document becomes cells: readers, identification, extraction. Knows neither store nor checks."""
