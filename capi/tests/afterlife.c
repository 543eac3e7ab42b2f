/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes for an instance that was killed in a call: messages, media, and a friend that goes.
 */
#include "pair.h"

static void send_everything(const Side *side)
{
    static const uint8_t packets[][9] = {{69, 1, 1, 0, 3, 1, 52, 0, 0}, {192, 1}, {193, 1}, {196, 0, 0, 0, 9, 0, 0, 0, 9}};
    tox_friend_send_lossless_packet(side->tox, side->friend_number, packets[0], sizeof(packets[0]), NULL);
    for (int i = 1; i < 4; ++i) {
        tox_friend_send_lossy_packet(side->tox, side->friend_number, packets[i], sizeof(packets[i]), NULL);
    }
}

int main(void)
{
    Pair pair;
    pair_tell_libraries();
    pair_open(&pair);
    pair_call(&pair, 48, 0);
    toxav_kill(pair.b.av);
    pair.b.av = NULL;
    side_send_tone(&pair.a, 960, 1, 48000, NULL);
    send_everything(&pair.a);
    pair_tell(&pair, "b was killed");
    outcome("b forgets its friend", tox_friend_delete(pair.b.tox, pair.b.friend_number, NULL), 0);
    pair.b.av = toxav_new(pair.b.tox, NULL);
    outcome("another instance", pair.b.av != NULL, 0);
    pair_close(&pair);
    return 0;
}
