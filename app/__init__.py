"""What the platform remembers and serves: composes `sms` and `maps` over PostGIS and Redis."""
