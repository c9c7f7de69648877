"""What a person sees: page frame, charts, official tables. Never imports reading."""
