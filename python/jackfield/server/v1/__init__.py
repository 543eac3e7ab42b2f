"""What operators do with calls: resources and streams below ``/v1``."""
