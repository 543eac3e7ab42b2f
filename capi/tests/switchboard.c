/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One Tox with three friends: a thread for the Tox, one for audio, one for video, and two that call, control and hang up, each
 * friends of its own. Then its ToxAV is killed while they iterate it, and another one called. With libtoxcore's own lock.
 */
#include "pair.h"

#include <pthread.h>
#include <stdatomic.h>

enum { FRIENDS = 3, CALLERS = 2, CALLS = 2, ENOUGH = 5, PATIENCE_MS = 60000, THREADS = 3 + FRIENDS };

static Side hub;
static Side friends[FRIENDS];
static uint32_t numbers[FRIENDS];
static ToxAV *_Atomic hub_av;
static atomic_bool over;
static atomic_int begun[FRIENDS];
static atomic_int heard[FRIENDS];
static atomic_int seen[FRIENDS];
static atomic_int ended[FRIENDS];

/* --- the friends: each has one thread, answers, and says what it hears --- */

static void on_call(ToxAV *av, uint32_t number, bool audio, bool video, void *data)
{
    (void) audio, (void) video, (void) data;
    toxav_answer(av, number, 48, 0, NULL);
}

static void on_end(ToxAV *av, uint32_t number, uint32_t state, void *data)
{
    Side *side = data;
    (void) av, (void) number;
    if (state == TOXAV_FRIEND_CALL_STATE_FINISHED) {
        atomic_fetch_add(&ended[side - friends], 1);
    }
}

static void on_words(ToxAV *av, uint32_t number, const int16_t *pcm, size_t samples, uint8_t channels, uint32_t rate, void *data)
{
    (void) data;
    toxav_audio_send_frame(av, number, pcm, samples, channels, rate, NULL);
}

static void on_picture(ToxAV *av, uint32_t number, uint16_t width, uint16_t height, const uint8_t *y, const uint8_t *u,
                       const uint8_t *v, int32_t y_stride, int32_t u_stride, int32_t v_stride, void *data)
{
    Side *side = data;
    (void) av, (void) number, (void) width, (void) height, (void) y, (void) u, (void) v;
    (void) y_stride, (void) u_stride, (void) v_stride;
    atomic_fetch_add(&seen[side - friends], 1);
}

static void *friend_thread(void *data)
{
    Side *side = data;
    while (!atomic_load(&over)) {
        tox_iterate(side->tox, NULL);
        toxav_iterate(side->av);
        wait_milliseconds(4);
    }
    return NULL;
}

/* --- the one in the middle --- */

static void on_answer(ToxAV *av, uint32_t number, uint32_t state, void *data)
{
    (void) av, (void) data;
    if (state > TOXAV_FRIEND_CALL_STATE_FINISHED) {
        atomic_fetch_add(&begun[number], 1);
    }
}

static void on_echo(ToxAV *av, uint32_t number, const int16_t *pcm, size_t samples, uint8_t channels, uint32_t rate, void *data)
{
    (void) av, (void) pcm, (void) samples, (void) channels, (void) rate, (void) data;
    atomic_fetch_add(&heard[number], 1);
}

static void *tox_thread(void *data)
{
    (void) data;
    while (!atomic_load(&over)) {
        tox_iterate(hub.tox, NULL);
        wait_milliseconds(4);
    }
    return NULL;
}

static void *audio_thread(void *data)
{
    (void) data;
    while (!atomic_load(&over)) {
        for (int k = 0; k < FRIENDS; ++k) {
            Side to = {.av = atomic_load(&hub_av), .friend_number = numbers[k]};
            side_send_tone(&to, 960, 1, 48000, NULL);
        }
        toxav_audio_iterate(atomic_load(&hub_av));
        wait_milliseconds(15);
    }
    return NULL;
}

static void *video_thread(void *data)
{
    (void) data;
    while (!atomic_load(&over)) {
        for (int k = 0; k < FRIENDS; ++k) {
            Side to = {.av = atomic_load(&hub_av), .friend_number = numbers[k]};
            side_send_grey(&to, 64, 48, 100, NULL);
        }
        toxav_video_iterate(atomic_load(&hub_av));
        wait_milliseconds(30);
    }
    return NULL;
}

static bool control(int k, Toxav_Call_Control what)
{
    return toxav_call_control(atomic_load(&hub_av), numbers[k], what, NULL);
}

/* Calls a friend and talks; does not hang up. */
static bool talk(int k)
{
    ToxAV *av = atomic_load(&hub_av);
    atomic_store(&begun[k], 0);
    bool done = toxav_call(av, numbers[k], 48, 100, NULL) && wait_for(&begun[k], 1, PATIENCE_MS);
    atomic_store(&heard[k], 0);
    atomic_store(&seen[k], 0);
    done = done && wait_for(&heard[k], ENOUGH, PATIENCE_MS) && wait_for(&seen[k], ENOUGH, PATIENCE_MS);
    toxav_callback_audio_receive_frame(av, on_echo, NULL);
    return done && control(k, TOXAV_CALL_CONTROL_MUTE_AUDIO) && control(k, TOXAV_CALL_CONTROL_UNMUTE_AUDIO) &&
           toxav_video_set_bit_rate(av, numbers[k], 200, NULL) && toxav_audio_set_bit_rate(av, numbers[k], 32, NULL);
}

static void *caller_thread(void *data)
{
    int first = *(int *) data;
    bool done = true;
    for (int i = 0; i < CALLS; ++i) {
        for (int k = first; k < FRIENDS; k += CALLERS) {
            int before = atomic_load(&ended[k]);
            done = talk(k) && control(k, TOXAV_CALL_CONTROL_CANCEL) && wait_for(&ended[k], before + 1, PATIENCE_MS) && done;
        }
    }
    return done ? data : NULL;
}

/* --- set-up --- */

static void make_hub_av(void)
{
    ToxAV *av = toxav_new(hub.tox, NULL);
    toxav_callback_call_state(av, on_answer, NULL);
    toxav_callback_audio_receive_frame(av, on_echo, NULL);
    atomic_store(&hub_av, av);
}

static bool all_online(void)
{
    bool online = true;
    for (int k = 0; k < FRIENDS; ++k) {
        online = online && pair_online(hub.tox, numbers[k]) && pair_online(friends[k].tox, friends[k].friend_number);
    }
    return online;
}

/* Whoever runs this gives it a limit of time. */
static void meet(void)
{
    while (!all_online()) {
        tox_iterate(hub.tox, NULL);
        for (int k = 0; k < FRIENDS; ++k) {
            tox_iterate(friends[k].tox, NULL);
        }
        wait_milliseconds(5);
    }
}

static void open_all(void)
{
    hub.tox = pair_new_tox();
    make_hub_av();
    for (int k = 0; k < FRIENDS; ++k) {
        friends[k].tox = pair_new_tox();
        friends[k].av = toxav_new(friends[k].tox, NULL);
        toxav_callback_call(friends[k].av, on_call, NULL);
        toxav_callback_call_state(friends[k].av, on_end, &friends[k]);
        toxav_callback_audio_receive_frame(friends[k].av, on_words, NULL);
        toxav_callback_video_receive_frame(friends[k].av, on_picture, &friends[k]);
        pair_introduce(hub.tox, friends[k].tox, &numbers[k], &friends[k].friend_number);
    }
    meet();
}

static void close_all(void)
{
    toxav_kill(atomic_load(&hub_av));
    tox_kill(hub.tox);
    for (int k = 0; k < FRIENDS; ++k) {
        toxav_kill(friends[k].av);
        tox_kill(friends[k].tox);
    }
}

static void call_all(void)
{
    static int firsts[CALLERS] = {0, 1};
    pthread_t callers[CALLERS];
    for (int i = 0; i < CALLERS; ++i) {
        pthread_create(&callers[i], NULL, caller_thread, &firsts[i]);
    }
    for (int i = 0; i < CALLERS; ++i) {
        void *done;
        pthread_join(callers[i], &done);
        outcome("calls of a thread", done != NULL, i);
    }
}

/* In a call, with all threads at work. */
static void kill_at_work(void)
{
    outcome("one more call", talk(0), 0);
    int before = atomic_load(&ended[0]);
    toxav_kill(atomic_load(&hub_av));
    outcome("the friend is told of the kill", wait_for(&ended[0], before + 1, PATIENCE_MS), 0);
    make_hub_av();
    outcome("a call of the next instance", talk(0), 0);
}

int main(void)
{
    void *(*const bodies[])(void *) = {tox_thread, audio_thread, video_thread};
    pthread_t threads[THREADS];
    pair_tell_libraries();
    pair_threads = true;
    open_all();
    clock_start();
    for (int i = 0; i < THREADS; ++i) {
        bool is_friend = i < FRIENDS;
        pthread_create(&threads[i], NULL, is_friend ? friend_thread : bodies[i - FRIENDS], is_friend ? &friends[i] : NULL);
    }
    call_all();
    kill_at_work();
    atomic_store(&over, true);
    for (int i = 0; i < THREADS; ++i) {
        pthread_join(threads[i], NULL);
    }
    close_all();
    return 0;
}
