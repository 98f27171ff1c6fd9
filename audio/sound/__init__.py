"""Opening sound: decoding within limits, measuring, and a copy that every browser plays."""
