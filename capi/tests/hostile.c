/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A friend who sends whatever it likes as packets 69, 192, 193 and 196, before, in and after calls: nothing crashes, and the
 * call with another friend goes on. The same bytes at each run.
 */
#include "pair.h"

#include <string.h>

enum { ROUNDS = 60, BURST = 20, RTP_HEADER = 80, FRAME_ROUNDS = 8 };

static Side hub;
static Side bad;
static Side good;
static uint32_t number_of_bad;
static uint32_t number_of_good;
static int heard_good;
static int good_ended;
static uint32_t random_state = 1;

static uint32_t next_random(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 8;
}

static void on_audio(ToxAV *av, uint32_t number, const int16_t *pcm, size_t samples, uint8_t channels, uint32_t rate, void *data)
{
    (void) av, (void) rate, (void) data;
    int32_t sum = 0;
    for (size_t i = 0; i < samples * channels; ++i) {
        sum += pcm[i];
    }
    heard_good += number == number_of_good && sum != 1;
}

static void on_state(ToxAV *av, uint32_t number, uint32_t state, void *data)
{
    (void) av, (void) data;
    good_ended += number == number_of_good && (state == 1 || state == 2);
}

static void on_call(ToxAV *av, uint32_t number, bool audio, bool video, void *data)
{
    (void) audio, (void) video, (void) data;
    toxav_answer(av, number, 48, 500, NULL);
}

static void work(int rounds)
{
    Side *all[] = {&hub, &bad, &good};
    for (int i = 0; i < rounds; ++i) {
        for (int k = 0; k < 3; ++k) {
            tox_iterate(all[k]->tox, NULL);
            if (all[k]->av != NULL) {
                toxav_iterate(all[k]->av);
            }
        }
        wait_milliseconds(2);
    }
}

/* A header of RTP over Tox that is right but for what chance changes. */
static size_t rtp(uint8_t *packet, uint8_t id)
{
    size_t length = 1 + RTP_HEADER + next_random() % 1200;
    memset(packet, 0, length);
    packet[0] = id;
    packet[1] = 0x80;
    packet[2] = id % 128;
    for (size_t i = 1 + RTP_HEADER; i < length; ++i) {
        packet[i] = (uint8_t) next_random();
    }
    for (int i = next_random() % 12; i > 0; --i) {
        packet[1 + next_random() % RTP_HEADER] = (uint8_t) next_random();
    }
    return length;
}

static size_t signalling(uint8_t *packet)
{
    static const uint8_t values[] = {0, 1, 1, 1, 2, 3, 3, 4, 52, 60, 255};
    size_t length = 2 + next_random() % 12;
    packet[0] = 69;
    for (size_t i = 1; i < length; ++i) {
        packet[i] = values[next_random() % sizeof(values)];
    }
    packet[length - 1] = next_random() % 8 == 0 ? 1 : 0;
    return length;
}

static void attack(void)
{
    uint8_t packet[TOX_MAX_CUSTOM_PACKET_SIZE];
    static const uint8_t ids[] = {192, 193, 196};
    for (int i = 0; i < BURST; ++i) {
        uint8_t id = ids[next_random() % 3];
        size_t length = rtp(packet, id);
        if (id == 196) {
            length = 1 + next_random() % 12;
        }
        if (next_random() % 4 == 0) {
            length = 1 + next_random() % length;
        }
        tox_friend_send_lossy_packet(bad.tox, bad.friend_number, packet, length, NULL);
        length = signalling(packet);
        if (next_random() % 8 == 0) {
            tox_friend_send_lossless_packet(bad.tox, bad.friend_number, packet, length, NULL);
        }
    }
}

static void befriend_both(void)
{
    Side *all[] = {&hub, &bad, &good};
    for (int k = 0; k < 3; ++k) {
        all[k]->tox = pair_new_tox();
    }
    hub.av = toxav_new(hub.tox, NULL);
    good.av = toxav_new(good.tox, NULL);
    pair_register(&hub);
    pair_register(&good);
    good.answers_by_itself = true;
    toxav_callback_audio_receive_frame(hub.av, on_audio, NULL);
    toxav_callback_call_state(hub.av, on_state, NULL);
    toxav_callback_call(hub.av, on_call, NULL);
    pair_introduce(hub.tox, bad.tox, &number_of_bad, &bad.friend_number);
    pair_introduce(hub.tox, good.tox, &number_of_good, &good.friend_number);
    while (!pair_online(hub.tox, number_of_bad) || !pair_online(hub.tox, number_of_good)
           || !pair_online(bad.tox, bad.friend_number) || !pair_online(good.tox, good.friend_number)) {
        work(1);
    }
}

int main(void)
{
    static const uint8_t invitation[] = {1, 1, 0, 3, 1, 60, 0};
    pair_tell_libraries();
    befriend_both();
    outcome("call to the good friend", toxav_call(hub.av, number_of_good, 48, 0, NULL), 0);
    work(100);
    for (int round = 0; round < ROUNDS; ++round) {
        if (round % 6 == 0) {
            side_send_msi(&bad, invitation, sizeof(invitation));
        }
        attack();
        side_send_tone(&good, 960, 1, 48000, NULL);
        work(FRAME_ROUNDS);
    }
    work(50);
    printf("good friend heard during the attack: %s\n", heard_good > ROUNDS / 3 ? "yes" : "no");
    printf("calls ended with the good friend: %d\n", good_ended);
    heard_good = 0;
    for (int i = 0; i < 20; ++i) {
        side_send_tone(&good, 960, 1, 48000, NULL);
        work(FRAME_ROUNDS);
    }
    printf("good friend heard after the attack: %s\n", heard_good > 5 ? "yes" : "no");
    toxav_kill(hub.av);
    toxav_kill(good.av);
    tox_kill(hub.tox);
    tox_kill(bad.tox);
    tox_kill(good.tox);
    return 0;
}
