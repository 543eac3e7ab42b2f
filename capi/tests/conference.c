/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The six functions of conferences with audio: made and joined by three ends, of which two are no friends; who is heard by
 * whom; switched off and on; and what is refused.
 */
#include "pair.h"

#include <string.h>

enum { ENDS = 3, UNKNOWN = 77, ENOUGH = 20, AUDIBLE = 4000, PATIENCE_ROUNDS = 20000, FRAME_ROUNDS = 4, LATE_ROUNDS = 60 };

typedef struct End {
    const char *name;
    Tox *tox;
    uint32_t conference;
    bool is_in;
    int cut_short; /* what joining with half an invitation gave */
    int of_text;   /* and with one to a conference of text */
    int heard;
    int16_t peak;
    uint32_t samples;
    uint32_t rate;
    uint8_t channels;
    bool is_own_voice;
} End;

static End ends[ENDS] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
static uint32_t friend_of_b; /* who is a; and so on */
static uint32_t friend_of_c;
static uint32_t b_of_a;
static uint32_t c_of_a;

static void on_audio(void *tox, uint32_t conference, uint32_t peer, const int16_t *pcm, uint32_t samples, uint8_t channels,
                     uint32_t rate, void *data)
{
    End *end = data;
    end->heard += end->tox == tox && end->conference == conference;
    end->samples = samples;
    end->channels = channels;
    end->rate = rate;
    end->is_own_voice = end->is_own_voice || tox_conference_peer_number_is_ours(tox, conference, peer, NULL);
    for (uint32_t i = 0; i < samples * channels; ++i) {
        if (pcm[i] > end->peak) {
            end->peak = pcm[i];
        }
    }
}

static void on_invite(Tox *tox, uint32_t number, Tox_Conference_Type type, const uint8_t *cookie, size_t length, void *data)
{
    End *end = data;
    if (type != TOX_CONFERENCE_TYPE_AV) {
        end->of_text = toxav_join_av_groupchat(tox, number, cookie, (uint16_t) length, on_audio, end);
        return;
    }
    end->cut_short = toxav_join_av_groupchat(tox, number, cookie, (uint16_t) (length / 2), on_audio, end);
    int joined = toxav_join_av_groupchat(tox, number, cookie, (uint16_t) length, on_audio, end);
    end->is_in = joined >= 0;
    end->conference = (uint32_t) joined;
}

static void work(int rounds)
{
    for (int i = 0; i < rounds; ++i) {
        for (int k = 0; k < ENDS; ++k) {
            tox_iterate(ends[k].tox, &ends[k]);
        }
        wait_milliseconds(5);
    }
}

static bool all_online(void)
{
    return pair_online(ends[0].tox, b_of_a) && pair_online(ends[0].tox, c_of_a) && pair_online(ends[1].tox, friend_of_b)
           && pair_online(ends[2].tox, friend_of_c);
}

static bool all_in(void)
{
    bool in = true;
    for (int k = 0; k < ENDS; ++k) {
        in = in && ends[k].is_in && tox_conference_peer_count(ends[k].tox, ends[k].conference, NULL) == ENDS;
    }
    return in;
}

static void work_until(bool (*holds)(void), const char *title)
{
    int round = 0;
    for (; round < PATIENCE_ROUNDS && !holds(); ++round) {
        work(1);
    }
    outcome(title, round < PATIENCE_ROUNDS, 0);
}

static void open_all(void)
{
    for (int k = 0; k < ENDS; ++k) {
        ends[k].tox = pair_new_tox();
        tox_callback_conference_invite(ends[k].tox, on_invite);
    }
    pair_introduce(ends[0].tox, ends[1].tox, &b_of_a, &friend_of_b);
    pair_introduce(ends[0].tox, ends[2].tox, &c_of_a, &friend_of_c);
    work_until(all_online, "online");
}

/* One speaks until all who listen have heard enough. */
static void speak(const char *title, int speaker, uint32_t listeners, size_t samples, uint8_t channels, uint32_t rate)
{
    int16_t pcm[2 * 2880];
    int refused = 0;
    bool all_heard = false;
    for (int k = 0; k < ENDS; ++k) {
        ends[k].heard = ends[k].peak = 0;
    }
    for (int i = 0; i < PATIENCE_ROUNDS / FRAME_ROUNDS && !all_heard; ++i) {
        tone(pcm, samples, channels, rate);
        refused += toxav_group_send_audio(ends[speaker].tox, ends[speaker].conference, pcm, (unsigned int) samples, channels, rate) != 0;
        work(FRAME_ROUNDS);
        all_heard = true;
        for (int k = 0; k < ENDS; ++k) {
            all_heard = all_heard && (k == speaker || (listeners >> k & 1) == 0 || ends[k].heard >= ENOUGH);
        }
    }
    work(LATE_ROUNDS);
    printf("%s: %s\n", title, refused == 0 ? "sent" : "refused");
    for (int k = 0; k < ENDS; ++k) {
        End *end = &ends[k];
        if (end->heard == 0) {
            printf("  %s hears nothing\n", end->name);
        } else {
            printf("  %s hears %u Hz, %u channels, %u samples, %s\n", end->name, end->rate, end->channels, end->samples,
                   end->peak > AUDIBLE ? "loud" : "low");
        }
    }
}

static void send_shapes(void)
{
    static const int16_t pcm[2 * 5760];
    static const struct { unsigned int samples; uint8_t channels; uint32_t rate; } shapes[] = {
        {960, 0, 48000}, {960, 3, 48000}, {882, 1, 44100}, {961, 1, 48000}, {0, 1, 48000}, {120, 2, 48000}, {160, 1, 8000}};
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); ++i) {
        int sent = toxav_group_send_audio(ends[0].tox, ends[0].conference, pcm, shapes[i].samples, shapes[i].channels, shapes[i].rate);
        printf("%u samples, %u channels, %u Hz: %d\n", shapes[i].samples, shapes[i].channels, shapes[i].rate, sent);
    }
}

static void use(const char *what, Tox *tox, uint32_t conference)
{
    static const int16_t pcm[960];
    printf("%s: enabled %d, ", what, toxav_groupchat_av_enabled(tox, conference));
    printf("disable %d, ", toxav_groupchat_disable_av(tox, conference));
    printf("send %d\n", toxav_group_send_audio(tox, conference, pcm, 960, 1, 48000));
}

static void refusals(Tox *tox)
{
    static const uint8_t nothing[64];
    uint32_t text = tox_conference_new(tox, NULL);
    use("no such conference", tox, UNKNOWN);
    printf("enable where there is none: %d\n", toxav_groupchat_enable_av(tox, UNKNOWN, on_audio, &ends[0]));
    use("a conference of text", tox, text);
    printf("join without an invitation: %d\n", toxav_join_av_groupchat(tox, b_of_a, nothing, sizeof(nothing), on_audio, &ends[0]));
    printf("join by nobody: %d\n", toxav_join_av_groupchat(tox, UNKNOWN, nothing, sizeof(nothing), on_audio, &ends[0]));
    tox_conference_invite(tox, b_of_a, text, NULL);
    work(LATE_ROUNDS);
    printf("b joins what is text: %d\n", ends[1].of_text);
    tox_conference_delete(tox, text, NULL);
}

static void begin(void)
{
    Tox *tox = ends[0].tox;
    int made = toxav_add_av_groupchat(tox, on_audio, &ends[0]);
    ends[0].conference = (uint32_t) made;
    ends[0].is_in = made >= 0;
    printf("made: %d, audio %d, enabled %d\n", made, tox_conference_get_type(tox, ends[0].conference, NULL) == TOX_CONFERENCE_TYPE_AV,
           toxav_groupchat_av_enabled(tox, ends[0].conference));
    tox_conference_invite(tox, b_of_a, ends[0].conference, NULL);
    tox_conference_invite(tox, c_of_a, ends[0].conference, NULL);
    work_until(all_in, "all three are in");
    for (int k = 1; k < ENDS; ++k) {
        printf("%s: enabled %d, with half an invitation %d\n", ends[k].name,
               toxav_groupchat_av_enabled(ends[k].tox, ends[k].conference), ends[k].cut_short);
    }
}

/* Bits of those who are to hear. */
enum { A = 1, B = 2, C = 4 };

static void talk(void)
{
    End *b = &ends[1];
    speak("a speaks", 0, B | C, 960, 1, 48000);
    speak("b speaks", 1, A | C, 960, 1, 48000);
    speak("c speaks with two channels", 2, A | B, 480, 2, 24000);
    printf("b switches off: %d\n", toxav_groupchat_disable_av(b->tox, b->conference));
    use("b once more", b->tox, b->conference);
    speak("a speaks", 0, C, 960, 1, 48000);
    printf("b switches on: %d, ", toxav_groupchat_enable_av(b->tox, b->conference, on_audio, b));
    printf("enabled %d\n", toxav_groupchat_av_enabled(b->tox, b->conference));
    speak("a speaks", 0, B | C, 960, 1, 48000);
    for (int k = 0; k < ENDS; ++k) {
        printf("%s hears itself: %d\n", ends[k].name, ends[k].is_own_voice);
    }
}

static void leave(void)
{
    End *b = &ends[1];
    outcome("b leaves", tox_conference_delete(b->tox, b->conference, NULL), 0);
    use("what was left", b->tox, b->conference);
    work(LATE_ROUNDS);
    speak("a speaks", 0, C, 960, 1, 48000);
}

int main(void)
{
    pair_tell_libraries();
    open_all();
    refusals(ends[0].tox);
    begin();
    talk();
    send_shapes();
    leave();
    for (int k = 0; k < ENDS; ++k) {
        tox_kill(ends[k].tox);
    }
    return 0;
}
