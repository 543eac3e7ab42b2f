/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A Tox friend that shows a moving test picture to its first caller, until they hang up.
 *
 *     picture PROFILE [HOST:PORT:PUBLIC_KEY…]
 */
#define _POSIX_C_SOURCE 200809L
#include "node.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { WIDTH = 160, HEIGHT = 120, PICTURES_PER_S = 15, VIDEO_KBPS = 500, AUDIO_KBPS = 48, BAR = 16 };

typedef struct Show {
    uint32_t caller;
    bool has_caller;
    bool is_over;
} Show;

static void on_call(ToxAV *av, uint32_t friend_number, bool audio, bool video, void *data)
{
    Show *show = data;
    (void) audio, (void) video;
    if (!show->has_caller) {
        show->has_caller = toxav_answer(av, friend_number, AUDIO_KBPS, VIDEO_KBPS, NULL);
        show->caller = friend_number;
    }
}

static void on_state(ToxAV *av, uint32_t friend_number, uint32_t state, void *data)
{
    Show *show = data;
    bool ends = (state & (TOXAV_FRIEND_CALL_STATE_ERROR | TOXAV_FRIEND_CALL_STATE_FINISHED)) != 0;
    (void) av;
    show->is_over = show->is_over || (ends && show->has_caller && friend_number == show->caller);
}

/* Nothing is done with it; but who has no function for frames cannot take calls. */
static void on_audio(ToxAV *av, uint32_t friend_number, const int16_t *pcm, size_t samples, uint8_t channels, uint32_t rate,
                     void *data)
{
    (void) av, (void) friend_number, (void) pcm, (void) samples, (void) channels, (void) rate, (void) data;
}

/* Slopes that wander, and a bright bar that goes from left to right. */
static bool send_picture(ToxAV *av, uint32_t friend_number, int step)
{
    static uint8_t y[HEIGHT][WIDTH];
    static uint8_t u[HEIGHT / 2][WIDTH / 2];
    static uint8_t v[HEIGHT / 2][WIDTH / 2];
    int bar = 4 * step % (WIDTH - BAR);
    for (int row = 0; row < HEIGHT; ++row) {
        for (int column = 0; column < WIDTH; ++column) {
            bool in_bar = column >= bar && column < bar + BAR;
            y[row][column] = (uint8_t) (in_bar ? 235 : (row + column + 4 * step) % 160 + 40);
        }
    }
    memset(u, 90, sizeof(u));
    memset(v, 160, sizeof(v));
    return toxav_video_send_frame(av, friend_number, WIDTH, HEIGHT, y[0], u[0], v[0], NULL);
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

int main(int count, char **arguments)
{
    Node node;
    Show show = {0};
    int shown = 0;
    double due = 0;
    if (count < 2) {
        fprintf(stderr, "usage: %s PROFILE [HOST:PORT:PUBLIC_KEY...]\n", arguments[0]);
        return 2;
    }
    node_open(&node, arguments[1], arguments + 2, count - 2);
    toxav_callback_call(node.av, on_call, &show);
    toxav_callback_call_state(node.av, on_state, &show);
    toxav_callback_audio_receive_frame(node.av, on_audio, NULL);
    while (node_work(&node) && !show.is_over) {
        if (show.has_caller && now_s() >= due) {
            shown += send_picture(node.av, show.caller, shown);
            due = now_s() + 1.0 / PICTURES_PER_S;
        }
    }
    node_close(&node);
    printf("%d pictures\n", shown);
    return 0;
}
