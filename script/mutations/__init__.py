"""What `script/mutate` does. The well-known tools copy the tree and start pytest, and with it Django, once for each change; this one
starts once, tries all tests, and forks for each change a process in which one function has another code: seconds, not minutes.
"""
