/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A Tox friend that writes what its first caller says to a WAV file, and ends with the call.
 *
 *     recorder PROFILE FILE.wav [HOST:PORT:PUBLIC_KEY…]
 */
#include "node.h"

#include <stdio.h>

enum { RATE = 48000 /* what nearly every client sends */, HEADER = 44, BYTES_PER_SAMPLE = 2 };

typedef struct Recording {
    FILE *file;
    uint32_t samples;
    uint32_t caller;
    bool has_caller;
    bool is_over;
} Recording;

static void put(FILE *file, uint32_t number, int bytes)
{
    for (int i = 0; i < bytes; ++i) {
        fputc((int) (number >> 8 * i & 0xFF), file);
    }
}

/* Once more at the end, when the length is known. */
static void write_header(const Recording *recording)
{
    uint32_t bytes = recording->samples * BYTES_PER_SAMPLE;
    FILE *file = recording->file;
    rewind(file);
    fputs("RIFF", file);
    put(file, HEADER - 8 + bytes, 4);
    fputs("WAVEfmt ", file);
    put(file, 16, 4);
    put(file, 1, 2); /* PCM */
    put(file, 1, 2); /* one channel */
    put(file, RATE, 4);
    put(file, RATE * BYTES_PER_SAMPLE, 4);
    put(file, BYTES_PER_SAMPLE, 2);
    put(file, 8 * BYTES_PER_SAMPLE, 2);
    fputs("data", file);
    put(file, bytes, 4);
}

static void on_call(ToxAV *av, uint32_t friend_number, bool audio, bool video, void *data)
{
    Recording *recording = data;
    (void) audio, (void) video;
    if (!recording->has_caller) {
        recording->has_caller = toxav_answer(av, friend_number, 0, 0, NULL);
        recording->caller = friend_number;
    }
}

static void on_state(ToxAV *av, uint32_t friend_number, uint32_t state, void *data)
{
    Recording *recording = data;
    bool ends = (state & (TOXAV_FRIEND_CALL_STATE_ERROR | TOXAV_FRIEND_CALL_STATE_FINISHED)) != 0;
    (void) av;
    recording->is_over = recording->is_over || (ends && recording->has_caller && friend_number == recording->caller);
}

static void on_audio(ToxAV *av, uint32_t friend_number, const int16_t *pcm, size_t samples, uint8_t channels, uint32_t rate,
                     void *data)
{
    Recording *recording = data;
    (void) av, (void) friend_number;
    if (rate != RATE) {
        return;
    }
    for (size_t i = 0; i < samples; ++i) {
        int sum = 0;
        for (int channel = 0; channel < channels; ++channel) {
            sum += pcm[i * channels + (size_t) channel];
        }
        put(recording->file, (uint32_t) (sum / channels), BYTES_PER_SAMPLE);
    }
    recording->samples += (uint32_t) samples;
}

int main(int count, char **arguments)
{
    Node node;
    Recording recording = {0};
    if (count < 3) {
        fprintf(stderr, "usage: %s PROFILE FILE.wav [HOST:PORT:PUBLIC_KEY...]\n", arguments[0]);
        return 2;
    }
    recording.file = fopen(arguments[2], "wb");
    if (recording.file == NULL) {
        perror(arguments[2]);
        return 1;
    }
    write_header(&recording);
    node_open(&node, arguments[1], arguments + 3, count - 3);
    toxav_callback_call(node.av, on_call, &recording);
    toxav_callback_call_state(node.av, on_state, &recording);
    toxav_callback_audio_receive_frame(node.av, on_audio, &recording);
    while (node_work(&node) && !recording.is_over) {
    }
    node_close(&node);
    write_header(&recording);
    printf("%s: %.1f s\n", arguments[2], (double) recording.samples / RATE);
    return fclose(recording.file) == 0 ? 0 : 1;
}
