"""An invented county, written as documents in the layouts real reports have."""
