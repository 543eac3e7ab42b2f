/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One Tox with three friends, called in the order 0, 2, 1: who is heard, and who is still there when one hangs up.
 */
#include "pair.h"

#include <string.h>

enum { FRIENDS = 3, ROUNDS = 40 };

static Side hub;
static Side friends[FRIENDS];
static uint32_t numbers[FRIENDS];
static int heard[FRIENDS];

static void on_audio(ToxAV *av, uint32_t number, const int16_t *pcm, size_t samples, uint8_t channels, uint32_t rate, void *data)
{
    (void) av, (void) pcm, (void) samples, (void) channels, (void) rate, (void) data;
    heard[number] += 1;
}

static void work(int rounds)
{
    for (int i = 0; i < rounds; ++i) {
        tox_iterate(hub.tox, NULL);
        toxav_iterate(hub.av);
        for (int k = 0; k < FRIENDS; ++k) {
            tox_iterate(friends[k].tox, NULL);
            toxav_iterate(friends[k].av);
        }
        wait_milliseconds(5);
    }
}

/* Whoever runs this gives it a limit of time. */
static bool all_online(void)
{
    bool online = true;
    for (int k = 0; k < FRIENDS; ++k) {
        online = online && pair_online(hub.tox, numbers[k]) && pair_online(friends[k].tox, friends[k].friend_number);
    }
    return online;
}

static void open_all(void)
{
    hub.tox = pair_new_tox();
    hub.av = toxav_new(hub.tox, NULL);
    pair_register(&hub);
    toxav_callback_audio_receive_frame(hub.av, on_audio, NULL);
    for (int k = 0; k < FRIENDS; ++k) {
        friends[k].tox = pair_new_tox();
        friends[k].av = toxav_new(friends[k].tox, NULL);
        pair_register(&friends[k]);
        friends[k].answers_by_itself = true;
        pair_introduce(hub.tox, friends[k].tox, &numbers[k], &friends[k].friend_number);
    }
    while (!all_online()) {
        work(1);
    }
}

static void speak(const char *title)
{
    memset(heard, 0, sizeof(heard));
    for (int i = 0; i < ROUNDS; ++i) {
        for (int k = 0; k < FRIENDS; ++k) {
            side_send_tone(&friends[k], 960, 1, 48000, NULL);
        }
        work(2);
    }
    work(20);
    for (int k = 0; k < FRIENDS; ++k) {
        printf("%s: friend %d %s\n", title, k, heard[k] > ROUNDS / 2 ? "heard" : "not heard");
    }
}

static void close_all(void)
{
    toxav_kill(hub.av);
    tox_kill(hub.tox);
    for (int k = 0; k < FRIENDS; ++k) {
        toxav_kill(friends[k].av);
        tox_kill(friends[k].tox);
    }
}

int main(void)
{
    static const int order[] = {0, 2, 1};
    pair_tell_libraries();
    open_all();
    for (int i = 0; i < FRIENDS; ++i) {
        outcome("call", toxav_call(hub.av, numbers[order[i]], 48, 0, NULL), order[i]);
        work(30);
    }
    speak("all three called");
    outcome("hang up", toxav_call_control(hub.av, numbers[1], TOXAV_CALL_CONTROL_CANCEL, NULL), 1);
    work(20);
    speak("one less");
    for (int k = 0; k < FRIENDS; ++k) {
        Side to = {.av = hub.av, .friend_number = numbers[k]};
        Toxav_Err_Send_Frame error;
        bool done = side_send_tone(&to, 960, 1, 48000, &error);
        outcome("send", done, error);
    }
    close_all();
    return 0;
}
