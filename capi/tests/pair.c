/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE
#include "pair.h"

#include <dlfcn.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUND_MS = 5, PATIENCE_MS = 10000, CONNECT_PATIENCE_MS = 60000, MSI_PACKET = 69, TELL_ROUNDS = 12 };

static void give_up(const char *why)
{
    fprintf(stderr, "gave up: %s\n", why);
    exit(3);
}

static void tell_library(const char *name, void *function)
{
    Dl_info found;
    const char *path = dladdr(function, &found) != 0 ? found.dli_fname : "unknown";
    fprintf(stderr, "library %s %s\n", name, path);
}

void pair_tell_libraries(void)
{
    tell_library("tox_new", dlsym(RTLD_DEFAULT, "tox_new"));
    tell_library("toxav_new", dlsym(RTLD_DEFAULT, "toxav_new"));
}

void outcome(const char *title, bool done, int code)
{
    printf("%s: %s (%d)\n", title, done ? "done" : "refused", code);
}

/* --- callbacks --- */

void side_note(Side *side, const char *format, ...)
{
    if (side->note_count == NOTES) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(side->notes[side->note_count++], NOTE_LENGTH, format, arguments);
    va_end(arguments);
}

static void on_call(ToxAV *av, uint32_t friend_number, bool audio, bool video, void *data)
{
    Side *side = data;
    side_note(side, "call friend=%u audio=%d video=%d", friend_number, audio, video);
    if (side->answers_by_itself) {
        Toxav_Err_Answer error;
        bool done = toxav_answer(av, friend_number, 48, 0, &error);
        side_note(side, "answered in the callback: %d (%d)", done, (int) error);
    }
}

static void on_call_state(ToxAV *av, uint32_t friend_number, uint32_t state, void *data)
{
    (void) av;
    side_note(data, "state friend=%u %u", friend_number, state);
}

static void on_audio_bit_rate(ToxAV *av, uint32_t friend_number, uint32_t rate, void *data)
{
    (void) av;
    side_note(data, "audio bit rate friend=%u %u", friend_number, rate);
}

static void on_video_bit_rate(ToxAV *av, uint32_t friend_number, uint32_t rate, void *data)
{
    (void) av;
    side_note(data, "video bit rate friend=%u %u", friend_number, rate);
}

static void on_audio(ToxAV *av, uint32_t friend_number, const int16_t *pcm, size_t samples, uint8_t channels, uint32_t rate,
                     void *data)
{
    Side *side = data;
    side->audio_frames += 1;
    side->audio_samples = samples;
    side->audio_channels = channels;
    side->audio_rate = rate;
    for (size_t i = 0; i < samples * channels; ++i) {
        if (pcm[i] > side->audio_peak) {
            side->audio_peak = pcm[i];
        }
    }
    if (side->echoes) {
        toxav_audio_send_frame(av, friend_number, pcm, samples, channels, rate, NULL);
    }
}

static void on_video(ToxAV *av, uint32_t friend_number, uint16_t width, uint16_t height, const uint8_t *y, const uint8_t *u,
                     const uint8_t *v, int32_t y_stride, int32_t u_stride, int32_t v_stride, void *data)
{
    Side *side = data;
    uint64_t sum = 0;
    (void) av, (void) friend_number;
    for (int row = 0; row < height; ++row) {
        for (int column = 0; column < width; ++column) {
            sum += y[row * abs(y_stride) + column];
        }
    }
    /* The last byte of each plane as well: a sanitizer sees planes that are too short. */
    sum += u[((height + 1) / 2 - 1) * abs(u_stride)] - u[((height + 1) / 2 - 1) * abs(u_stride)];
    sum += v[((height + 1) / 2 - 1) * abs(v_stride)] - v[((height + 1) / 2 - 1) * abs(v_stride)];
    side->video_frames += 1;
    side->video_width = width;
    side->video_height = height;
    side->video_luma = (int) (sum / ((uint64_t) width * height));
}

void pair_register(Side *side)
{
    toxav_callback_call(side->av, on_call, side);
    toxav_callback_call_state(side->av, on_call_state, side);
    toxav_callback_audio_bit_rate(side->av, on_audio_bit_rate, side);
    toxav_callback_video_bit_rate(side->av, on_video_bit_rate, side);
    toxav_callback_audio_receive_frame(side->av, on_audio, side);
    toxav_callback_video_receive_frame(side->av, on_video, side);
}

/* --- set-up --- */

bool pair_threads = false;

Tox *pair_new_tox(void)
{
    struct Tox_Options *options = tox_options_new(NULL);
    Tox_Err_New error;
    uint16_t first = (uint16_t) (20000 + (getpid() * 7) % 20000);
    tox_options_set_ipv6_enabled(options, false);
    tox_options_set_udp_enabled(options, true);
    tox_options_set_local_discovery_enabled(options, false);
    tox_options_set_hole_punching_enabled(options, false);
    tox_options_set_experimental_thread_safety(options, pair_threads);
    tox_options_set_start_port(options, first);
    tox_options_set_end_port(options, (uint16_t) (first + 100));
    Tox *tox = tox_new(options, &error);
    tox_options_free(options);
    if (tox == NULL) {
        give_up("tox_new");
    }
    return tox;
}

static void bootstrap(Tox *tox, Tox *other)
{
    uint8_t key[TOX_PUBLIC_KEY_SIZE];
    tox_self_get_dht_id(other, key);
    if (!tox_bootstrap(tox, "127.0.0.1", tox_self_get_udp_port(other, NULL), key, NULL)) {
        give_up("tox_bootstrap");
    }
}

static uint32_t befriend(Tox *tox, Tox *other)
{
    uint8_t key[TOX_PUBLIC_KEY_SIZE];
    tox_self_get_public_key(other, key);
    return tox_friend_add_norequest(tox, key, NULL);
}

bool pair_online(Tox *tox, uint32_t number)
{
    return tox_friend_get_connection_status(tox, number, NULL) != TOX_CONNECTION_NONE;
}

void pair_introduce(Tox *one, Tox *other, uint32_t *number_of_other, uint32_t *number_of_one)
{
    *number_of_other = befriend(one, other);
    *number_of_one = befriend(other, one);
    bootstrap(one, other);
    bootstrap(other, one);
}

void pair_befriend(Tox *one, Tox *other, uint32_t *number_of_other, uint32_t *number_of_one)
{
    int64_t limit = now_milliseconds() + CONNECT_PATIENCE_MS;
    pair_introduce(one, other, number_of_other, number_of_one);
    while (!pair_online(one, *number_of_other) || !pair_online(other, *number_of_one)) {
        if (now_milliseconds() > limit) {
            give_up("the two find no way to each other");
        }
        tox_iterate(one, NULL);
        tox_iterate(other, NULL);
        wait_milliseconds(ROUND_MS);
    }
}

static void open_av(Side *side)
{
    side->av = toxav_new(side->tox, NULL);
    if (side->av == NULL) {
        give_up("toxav_new");
    }
    pair_register(side);
}

void pair_open(Pair *pair)
{
    memset(pair, 0, sizeof(*pair));
    pair->a.name = "a";
    pair->b.name = "b";
    pair->a.tox = pair_new_tox();
    pair->b.tox = pair_new_tox();
    open_av(&pair->a);
    open_av(&pair->b);
    pair_befriend(pair->a.tox, pair->b.tox, &pair->a.friend_number, &pair->b.friend_number);
}

void pair_close(Pair *pair)
{
    toxav_kill(pair->a.av);
    toxav_kill(pair->b.av);
    tox_kill(pair->a.tox);
    tox_kill(pair->b.tox);
}

/* --- time --- */

static void work_once(Pair *pair)
{
    tox_iterate(pair->a.tox, NULL);
    tox_iterate(pair->b.tox, NULL);
    if (pair->a.av != NULL) {
        toxav_iterate(pair->a.av);
    }
    if (pair->b.av != NULL) {
        toxav_iterate(pair->b.av);
    }
    wait_milliseconds(ROUND_MS);
}

void pair_settle(Pair *pair, int rounds)
{
    for (int i = 0; i < rounds; ++i) {
        work_once(pair);
    }
}

void pair_settle_tox(Pair *pair, int rounds)
{
    for (int i = 0; i < rounds; ++i) {
        tox_iterate(pair->a.tox, NULL);
        tox_iterate(pair->b.tox, NULL);
        wait_milliseconds(ROUND_MS);
    }
}

bool pair_until(Pair *pair, bool (*holds)(const Pair *))
{
    int64_t limit = now_milliseconds() + PATIENCE_MS;
    while (!holds(pair)) {
        if (now_milliseconds() > limit) {
            return false;
        }
        work_once(pair);
    }
    return true;
}

static void tell_side(Side *side)
{
    for (int i = 0; i < side->note_count; ++i) {
        printf("  %s: %s\n", side->name, side->notes[i]);
    }
    side->note_count = 0;
}

void pair_tell(Pair *pair, const char *title)
{
    pair_settle(pair, TELL_ROUNDS);
    printf("%s\n", title);
    tell_side(&pair->a);
    tell_side(&pair->b);
    fflush(stdout);
}

/* --- calls --- */

static bool b_was_told(const Pair *pair)
{
    return pair->b.note_count > 0;
}

static bool a_was_told(const Pair *pair)
{
    return pair->a.note_count > 0;
}

void pair_call(Pair *pair, uint32_t audio, uint32_t video)
{
    Toxav_Err_Call call_error;
    Toxav_Err_Answer answer_error;
    bool done = toxav_call(pair->a.av, pair->a.friend_number, audio, video, &call_error);
    outcome("call", done, call_error);
    pair_until(pair, b_was_told);
    done = toxav_answer(pair->b.av, pair->b.friend_number, audio, video, &answer_error);
    outcome("answer", done, answer_error);
    pair_until(pair, a_was_told);
    pair_tell(pair, "both are in a call");
}

void pair_hang_up(Pair *pair)
{
    Toxav_Err_Call_Control error;
    bool done = toxav_call_control(pair->a.av, pair->a.friend_number, TOXAV_CALL_CONTROL_CANCEL, &error);
    outcome("hang up", done, error);
    pair_until(pair, b_was_told);
    pair_tell(pair, "a has hung up");
}

void pair_ring(Pair *pair, const char *title)
{
    Toxav_Err_Call error;
    bool done = toxav_call(pair->a.av, pair->a.friend_number, 48, 0, &error);
    outcome("a calls", done, error);
    pair_tell(pair, title);
}

void side_answer(Side *side, uint32_t audio, uint32_t video)
{
    Toxav_Err_Answer error;
    char title[64];
    bool done = toxav_answer(side->av, side->friend_number, audio, video, &error);
    snprintf(title, sizeof(title), "%s answers %u %u", side->name, audio, video);
    outcome(title, done, error);
}

void side_cancel(Side *side)
{
    Toxav_Err_Call_Control error;
    char title[64];
    bool done = toxav_call_control(side->av, side->friend_number, TOXAV_CALL_CONTROL_CANCEL, &error);
    snprintf(title, sizeof(title), "%s cancels", side->name);
    outcome(title, done, error);
}

void side_send_msi(Side *side, const uint8_t *bytes, size_t length)
{
    uint8_t packet[TOX_MAX_CUSTOM_PACKET_SIZE];
    packet[0] = MSI_PACKET;
    memcpy(packet + 1, bytes, length);
    tox_friend_send_lossless_packet(side->tox, side->friend_number, packet, length + 1, NULL);
}

/* --- media --- */

void tone(int16_t *pcm, size_t samples, uint8_t channels, uint32_t rate)
{
    static _Thread_local double phase;
    for (size_t i = 0; i < samples; ++i) {
        phase += 2 * M_PI * 440 / rate;
        for (int channel = 0; channel < channels; ++channel) {
            pcm[i * channels + channel] = (int16_t) (8000 * sin(phase));
        }
    }
}

bool side_send_tone(Side *side, size_t samples, uint8_t channels, uint32_t rate, Toxav_Err_Send_Frame *error)
{
    int16_t pcm[5760 * 2];
    tone(pcm, samples, channels, rate);
    return toxav_audio_send_frame(side->av, side->friend_number, pcm, samples, channels, rate, error);
}

bool side_send_grey(Side *side, uint16_t width, uint16_t height, uint8_t luma, Toxav_Err_Send_Frame *error)
{
    size_t pixels = (size_t) width * height;
    uint8_t *y = malloc(pixels);
    uint8_t *chroma = malloc(pixels);
    memset(y, luma, pixels);
    memset(chroma, 128, pixels);
    bool done = toxav_video_send_frame(side->av, side->friend_number, width, height, y, chroma, chroma, error);
    free(y);
    free(chroma);
    return done;
}

/* --- processes --- */

static pid_t child;

bool child_begins(void)
{
    child = fork();
    return child == 0;
}

void child_ends(void)
{
    fflush(stdout);
    _exit(0);
}

void child_told(const char *title)
{
    int status;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) {
        printf("%s: killed by signal %d\n", title, WTERMSIG(status));
    } else if (WEXITSTATUS(status) != 0) {
        printf("%s: ended with %d\n", title, WEXITSTATUS(status));
    }
}
