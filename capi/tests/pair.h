/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two Tox instances of one process that are each other's friend over loopback, each with a ToxAV, and notes of all that
 * their callbacks were told. What a program prints on standard output must be the same with every library.
 */
#ifndef JACKFIELD_TESTS_PAIR_H
#define JACKFIELD_TESTS_PAIR_H

#include "clock.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <tox/tox.h>
#include <tox/toxav.h>

enum { NOTES = 64, NOTE_LENGTH = 80 };

/* One of the two, with what its callbacks were told since `said` last printed it. */
typedef struct Side {
    const char *name;
    Tox *tox;
    ToxAV *av;
    uint32_t friend_number;
    char notes[NOTES][NOTE_LENGTH];
    int note_count;
    int audio_frames;
    int16_t audio_peak;
    size_t audio_samples;
    uint8_t audio_channels;
    uint32_t audio_rate;
    int video_frames;
    uint16_t video_width;
    uint16_t video_height;
    int video_luma; /* mean of the last frame */
    bool answers_by_itself;
    bool echoes;
} Side;

typedef struct Pair {
    Side a;
    Side b;
} Pair;

/* Prints which file served tox_new and toxav_new, on standard error as `library NAME PATH`. */
void pair_tell_libraries(void);

/* Set before instances are made: libtoxcore then locks by itself. */
extern bool pair_threads;
Tox *pair_new_tox(void);
/* Connects two and gives each a ToxAV with all callbacks. Ends the process when they find no way to each other. */
void pair_open(Pair *pair);
void pair_close(Pair *pair);
/* Makes the two know each other and where they are. */
void pair_introduce(Tox *one, Tox *other, uint32_t *number_of_other, uint32_t *number_of_one);
bool pair_online(Tox *tox, uint32_t number);
/* The same, and waits until both are online. */
void pair_befriend(Tox *one, Tox *other, uint32_t *number_of_other, uint32_t *number_of_one);
void pair_register(Side *side);

/* Lets everybody work for a number of rounds of about five milliseconds. */
void pair_settle(Pair *pair, int rounds);
/* The same until the condition holds, ten seconds at most. */
bool pair_until(Pair *pair, bool (*holds)(const Pair *));
/* Rounds in which only the Tox instances work. */
void pair_settle_tox(Pair *pair, int rounds);

/* Settles, then prints under a title what both sides were told, and forgets it. */
void pair_tell(Pair *pair, const char *title);
void side_note(Side *side, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints `title: outcome (code)`. */
void outcome(const char *title, bool done, int code);
/* A call from a to b that is answered with these rates, told under the title. */
void pair_call(Pair *pair, uint32_t audio, uint32_t video);
/* Hangs up from a and waits until nobody is in a call. */
void pair_hang_up(Pair *pair);
/* a calls b with audio, which is told under the title. */
void pair_ring(Pair *pair, const char *title);
void side_answer(Side *side, uint32_t audio, uint32_t video);
void side_cancel(Side *side);
/* Sends bytes to b's friend as lossless packet 69 and the rest. */
void side_send_msi(Side *side, const uint8_t *bytes, size_t length);

/* One frame of 440 Hz. */
void tone(int16_t *pcm, size_t samples, uint8_t channels, uint32_t rate);
bool side_send_tone(Side *side, size_t samples, uint8_t channels, uint32_t rate, Toxav_Err_Send_Frame *error);
/* A grey picture. */
bool side_send_grey(Side *side, uint16_t width, uint16_t height, uint8_t luma, Toxav_Err_Send_Frame *error);

/* Runs what may crash in a process of its own and prints how it ended. */
#define IN_CHILD(title, expression) \
    do { \
        fflush(stdout); \
        if (child_begins()) { \
            printf("%s: ", title); \
            expression; \
            child_ends(); \
        } \
        child_told(title); \
    } while (0)
bool child_begins(void);
void child_ends(void) __attribute__((noreturn));
void child_told(const char *title);

#endif
