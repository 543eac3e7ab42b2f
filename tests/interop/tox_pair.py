"""Tox friends on two different libraries, and a wire between them that loses packets."""

import select
import socket
import threading
from collections.abc import Callable

import numpy as np
from typing_extensions import override

from jackfield.tox import CallState, ConnectionStatus, Tox, ToxAV, ToxLibrary
from tox_kit import KEEPER, Friends, Samples, Side, make_tox, settle, until

LARGEST = 2048
HOST = "127.0.0.1"


class LossyWire:
    """Two UDP ports, each of which is the far end to one of two peers.

    Loses nothing until :attr:`loss` is set, so that peers find each other as fast as they can.

    Args:
        one: Port of one peer.
        other: Port of the other.
        seed: Decides which packets are lost.
    """

    def __init__(self, one: int, other: int, seed: int = 1) -> None:
        self.loss = 0.0
        self.lost = 0
        self.passed = 0
        self._random = np.random.default_rng(seed)
        self._ends = [socket.socket(type=socket.SOCK_DGRAM) for _ in range(2)]
        for end in self._ends:
            end.bind((HOST, 0))
        self._peers = (one, other)
        self._stop, self._stopped = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="lossy-wire", daemon=True)
        self._thread.start()

    def port_towards(self, peer: int) -> int:
        """Where the peer of that number (0 or 1) is reached."""
        port: int = self._ends[1 - peer].getsockname()[1]
        return port

    def close(self) -> None:
        self._stop.close()
        self._thread.join()
        for end in (*self._ends, self._stopped):
            end.close()

    def _run(self) -> None:
        while True:
            ready, _, _ = select.select([*self._ends, self._stopped], [], [])
            if self._stopped in ready:
                return
            for end in ready:
                self._pass_on(self._ends.index(end))

    def _pass_on(self, near: int) -> None:
        """What comes to the far end of one peer leaves from that of the other.

        Onion paths of two nodes lead from a node to the address that the other knows it by: such
        packets come back to it.
        """
        end = self._ends[near]
        packet, (_, port) = end.recvfrom(LARGEST)
        if port != self._peers[near]:
            end.sendto(packet, (HOST, port))
        elif self._random.random() < self.loss:
            self.lost += 1
        else:
            self.passed += 1
            self._ends[1 - near].sendto(packet, (HOST, self._peers[1 - near]))


class Pair(Friends):
    """Ann on one library, Bob on another, a wire between them."""

    def __init__(self, ann: ToxLibrary, bob: ToxLibrary) -> None:
        one, other = make_tox(ann), make_tox(bob)
        self.wire = LossyWire(one.udp_port, other.udp_port)
        one.bootstrap(HOST, self.wire.port_towards(1), other.dht_id)
        other.bootstrap(HOST, self.wire.port_towards(0), one.dht_id)
        self.ann = Side(one, one.friend_accept(other.public_key))
        self.bob = Side(other, other.friend_accept(one.public_key))
        self.rest()

    def swap(self) -> None:
        """Who called is called from now on."""
        self.ann, self.bob = self.bob, self.ann

    @override
    def kill(self) -> None:
        super().kill()
        self.wire.close()


class Star:
    """One with many friends, who know nobody else.

    Args:
        middle: The library of the one.
        around: The library of the friends.
        count: How many they are.
    """

    def __init__(self, middle: ToxLibrary, around: ToxLibrary, count: int) -> None:
        self.centre = make_tox(middle)
        self.heard: dict[int, list[Samples]] = {}
        self.states: dict[int, CallState] = {}
        self.friends = {self._befriend(other): other for other in self._made(around, count)}
        KEEPER.keep(*self.toxes)

    @property
    def av(self) -> ToxAV:
        assert self.centre.av is not None
        return self.centre.av

    @property
    def toxes(self) -> tuple[Tox, ...]:
        return (self.centre, *(friend.tox for friend in self.friends.values()))

    def connect(self) -> None:
        """From now on they are driven by whoever waits, and note what happens."""
        KEEPER.release(*self.toxes)
        self.until(lambda: all(friend.is_online for friend in self.friends.values()))
        self.until(lambda: all(self._is_online(number) for number in self.friends))
        av = ToxAV(self.centre)
        av.callback_call_state(self.states.__setitem__)
        av.callback_audio_receive_frame(self._hear)
        for friend in self.friends.values():
            friend.listen()

    def rest(self) -> None:
        """Nobody waits for anything, so they are kept, without calls."""
        own = [Side(self.centre, number) for number in self.friends]
        settle([*own, *self.friends.values()], self.turn)
        self.heard.clear()
        self.states.clear()
        KEEPER.keep(*self.toxes)

    def call(self, number: int) -> None:
        """Ring a friend, who answers."""
        friend = self.friends[number]
        self.av.call(number, 32, 0)
        self.until(lambda: bool(friend.calls))
        friend.av.answer(friend.friend, 32, 0)
        self.until(lambda: number in self.states)

    def until(self, is_so: Callable[[], bool]) -> None:
        until(is_so, self.turn)

    def turn(self) -> None:
        for tox in self.toxes:
            tox.iterate()
            if tox.av is not None:
                tox.av.iterate()

    def kill(self) -> None:
        KEEPER.release(*self.toxes)
        for tox in self.toxes:
            tox.kill()

    def _is_online(self, number: int) -> bool:
        return self.centre.friend_connection(number) is not ConnectionStatus.NONE

    def _made(self, library: ToxLibrary, count: int) -> list[Side]:
        made = (make_tox(library) for _ in range(count))
        return [Side(tox, tox.friend_accept(self.centre.public_key)) for tox in made]

    def _befriend(self, other: Side) -> int:
        other.tox.bootstrap(HOST, self.centre.udp_port, self.centre.dht_id)
        return self.centre.friend_accept(other.tox.public_key)

    def _hear(self, friend: int, pcm: Samples, *_: int) -> None:
        self.heard.setdefault(friend, []).append(pcm)
