"""Who is speaking: telling voices apart, and naming them."""
