"""Load generator for ``/ws/audio``: many callers with 16-bit PCM, and what comes back.

python -m bench.socketload --url ws://127.0.0.1:8080/ws/audio --pid PID -n 50 --duration 40

It prints one JSON document: those of whipload's figures that mean something here, measured the same
way.
"""
