/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A Tox friend that says back what it hears, for everybody who calls.
 *
 *     echo PROFILE [HOST:PORT:PUBLIC_KEY…]
 */
#include "node.h"

#include <stdio.h>

enum { AUDIO_KBPS = 48 };

static void on_call(ToxAV *av, uint32_t friend_number, bool audio, bool video, void *data)
{
    (void) audio, (void) video, (void) data;
    printf("friend %u calls\n", friend_number);
    fflush(stdout);
    toxav_answer(av, friend_number, AUDIO_KBPS, 0, NULL);
}

static void on_audio(ToxAV *av, uint32_t friend_number, const int16_t *pcm, size_t samples, uint8_t channels, uint32_t rate,
                     void *data)
{
    (void) data;
    toxav_audio_send_frame(av, friend_number, pcm, samples, channels, rate, NULL);
}

int main(int count, char **arguments)
{
    Node node;
    if (count < 2) {
        fprintf(stderr, "usage: %s PROFILE [HOST:PORT:PUBLIC_KEY...]\n", arguments[0]);
        return 2;
    }
    node_open(&node, arguments[1], arguments + 2, count - 2);
    toxav_callback_call(node.av, on_call, NULL);
    toxav_callback_audio_receive_frame(node.av, on_audio, NULL);
    while (node_work(&node)) {
    }
    node_close(&node);
    return 0;
}
