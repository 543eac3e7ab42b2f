/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each end with a thread for Tox, one for audio and one for video, which send from the receive callbacks as well; in some
 * rounds another thread calls, controls and hangs up. With libtoxcore's own lock, as its header asks for.
 */
#include "pair.h"

#include <pthread.h>
#include <stdatomic.h>

enum { CALLS = 3, ENOUGH = 10, PATIENCE_MS = 20000 };

static atomic_bool over;
static atomic_int audio_heard[2];
static atomic_int video_seen[2];
static atomic_int ended[2];
static atomic_int begun[2];
static Pair pair;

static int index_of(void *data)
{
    return data == &pair.a ? 0 : 1;
}

static void on_call(ToxAV *av, uint32_t number, bool audio, bool video, void *data)
{
    (void) audio, (void) video;
    toxav_answer(av, number, 48, 200, NULL);
    atomic_fetch_add(&begun[index_of(data)], 1);
}

static void on_state(ToxAV *av, uint32_t number, uint32_t state, void *data)
{
    (void) av, (void) number;
    if (state <= TOXAV_FRIEND_CALL_STATE_FINISHED && state != TOXAV_FRIEND_CALL_STATE_NONE) {
        atomic_fetch_add(&ended[index_of(data)], 1);
    } else {
        atomic_fetch_add(&begun[index_of(data)], 1);
    }
}

static void on_audio(ToxAV *av, uint32_t number, const int16_t *pcm, size_t samples, uint8_t channels, uint32_t rate, void *data)
{
    atomic_fetch_add(&audio_heard[index_of(data)], 1);
    if (index_of(data) == 1) {
        toxav_audio_send_frame(av, number, pcm, samples, channels, rate, NULL);
    }
}

static void on_video(ToxAV *av, uint32_t number, uint16_t width, uint16_t height, const uint8_t *y, const uint8_t *u, const uint8_t *v,
                     int32_t y_stride, int32_t u_stride, int32_t v_stride, void *data)
{
    (void) av, (void) number, (void) width, (void) height, (void) y, (void) u, (void) v;
    (void) y_stride, (void) u_stride, (void) v_stride;
    atomic_fetch_add(&video_seen[index_of(data)], 1);
}

static void *tox_thread(void *data)
{
    Side *side = data;
    while (!atomic_load(&over)) {
        tox_iterate(side->tox, NULL);
        wait_milliseconds(4);
    }
    return NULL;
}

static void *audio_thread(void *data)
{
    Side *side = data;
    while (!atomic_load(&over)) {
        side_send_tone(side, 960, 1, 48000, NULL);
        toxav_audio_iterate(side->av);
        wait_milliseconds(toxav_audio_iteration_interval(side->av) > 5 ? 5 : 1);
    }
    return NULL;
}

static void *video_thread(void *data)
{
    Side *side = data;
    while (!atomic_load(&over)) {
        side_send_grey(side, 160, 120, 100, NULL);
        toxav_video_iterate(side->av);
        wait_milliseconds(toxav_video_iteration_interval(side->av) > 20 ? 20 : 5);
    }
    return NULL;
}

static void one_call(int number)
{
    bool media = true;
    int before = atomic_load(&ended[1]);
    for (int i = 0; i < 2; ++i) {
        atomic_store(&begun[i], 0);
    }
    outcome("call", toxav_call(pair.a.av, pair.a.friend_number, 48, 200, NULL), number);
    outcome("both in the call", wait_for(&begun[0], 1, PATIENCE_MS) && wait_for(&begun[1], 1, PATIENCE_MS), number);
    for (int i = 0; i < 2; ++i) {
        atomic_store(&audio_heard[i], 0);
        atomic_store(&video_seen[i], 0);
    }
    for (int i = 0; i < 2; ++i) {
        media = media && wait_for(&audio_heard[i], ENOUGH, PATIENCE_MS) && wait_for(&video_seen[i], ENOUGH, PATIENCE_MS);
    }
    outcome("audio and video both ways", media, number);
    outcome("mute", toxav_call_control(pair.a.av, pair.a.friend_number, TOXAV_CALL_CONTROL_MUTE_AUDIO, NULL), number);
    outcome("bit rate", toxav_video_set_bit_rate(pair.a.av, pair.a.friend_number, 300, NULL), number);
    outcome("hang up", toxav_call_control(pair.a.av, pair.a.friend_number, TOXAV_CALL_CONTROL_CANCEL, NULL), number);
    outcome("the other end is told", wait_for(&ended[1], before + 1, PATIENCE_MS), number);
}

static void prepare(Side *side)
{
    toxav_callback_call(side->av, on_call, side);
    toxav_callback_call_state(side->av, on_state, side);
    toxav_callback_audio_receive_frame(side->av, on_audio, side);
    toxav_callback_video_receive_frame(side->av, on_video, side);
}

int main(void)
{
    void *(*const bodies[])(void *) = {tox_thread, audio_thread, video_thread};
    Side *sides[] = {&pair.a, &pair.b};
    pthread_t threads[6];
    pair_tell_libraries();
    pair_threads = true;
    pair_open(&pair);
    clock_start();
    for (int i = 0; i < 2; ++i) {
        prepare(sides[i]);
        for (int k = 0; k < 3; ++k) {
            pthread_create(&threads[i * 3 + k], NULL, bodies[k], sides[i]);
        }
    }
    for (int i = 0; i < CALLS; ++i) {
        one_call(i);
    }
    atomic_store(&over, true);
    for (int i = 0; i < 6; ++i) {
        pthread_join(threads[i], NULL);
    }
    pair_close(&pair);
    return 0;
}
