"""What a person takes away: official tables, workbooks, letters."""
