/*
 * Calls between one Tox and many friends on loopback: what they cost the one, and how late and how
 * whole every frame arrives on both sides. Written against toxav.h alone, so that any library that
 * exports it can be measured; which one served is said in the report.
 *
 * Two processes. The switch is measured: one Tox that has a call with each friend. The friends are
 * its load: a Tox each. Every audio frame is a tone whose pitch counts frames, every picture carries
 * its number in black and white squares; when each was sent is written into shared memory.
 *
 * What frames become on the wire is seen at sendto: libraries send a frame's packets before the
 * function that was given it returns.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <signal.h>
#include <time.h>
#include <tox/tox.h>
#include <tox/toxav.h>
#include <unistd.h>

enum {
    MAX_CALLS = 64,
    MAX_FRAMES = 1 << 15,
    RATE = 48000,
    TONES = 16,
    FIRST_TONE_HZ = 600,
    TONE_STEP_HZ = 200,
    LOUD = 12000,
    SQUARE = 32, /* pixels a side of one bit of a picture's number */
    BITS = 16,
    STEP_US = 2000,          /* how long a loop rests: media wait that long at most */
    HEARD_HZ = 8000,         /* samples that are looked at: enough for the highest tone, and cheap */
    ONLINE_LIMIT_S = 90,
    WARM_UP_S = 2,
    AFTER_MS = 500,          /* for what is on its way when sending is over */
    SYNC_TRIES = 10,
    AROUND_TOX = 27,         /* bytes of a datagram around a Tox packet: id, nonce, MAC, two numbers */
    AROUND_FRAME = 81,       /* of a Tox packet around its part of a frame: id, RTP over Tox */
    AUDIO_RATE = 4,          /* of an audio frame around its Opus packet */
};

enum side { SWITCH, FRIENDS, SIDES };
enum kind { AUDIO, VIDEO, KINDS };

struct options {
    int calls, seconds, audio_kbps, frame_ms, width, height, fps, video_kbps;
    bool is_bare; /* no call at all: what being online costs */
};

/* One medium in one direction of one call. */
struct lane {
    double sent[MAX_FRAMES];
    _Atomic uint32_t count;
    float transit[MAX_FRAMES]; /* milliseconds; 0 for what has not come */
    _Atomic uint32_t unknown, failed, retried;
};

struct shared {
    uint8_t switch_key[TOX_PUBLIC_KEY_SIZE], switch_dht[TOX_PUBLIC_KEY_SIZE];
    uint16_t switch_port;
    uint8_t friend_key[MAX_CALLS][TOX_PUBLIC_KEY_SIZE];
    _Atomic bool keys_ready, over;
    _Atomic double begin, end; /* of the media; 0 before */
    struct lane lanes[SIDES][KINDS][MAX_CALLS]; /* by who sends */
};

struct node {
    enum side side;
    int first; /* lane of friend number 0 */
    Tox *tox;
    ToxAV *av;
    _Atomic bool is_active[MAX_CALLS];
};

/* What this process sent of one medium. */
struct wire {
    _Atomic uint64_t datagrams, bytes;
};

static struct options options;
static struct shared *shared;
static int16_t *tones[TONES];
static struct wire wires[KINDS];
static _Thread_local struct wire *sending; /* while a library sends a frame's packets */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *what)
{
    fprintf(stderr, "toxload: %s\n", what);
    exit(1);
}

/* ---- the wire ---- */

/* Taken by the library instead of the C library's, as a program's own functions come first. */
ssize_t sendto(int fd, const void *data, size_t length, int flags, const struct sockaddr *to,
               socklen_t to_length)
{
    if (sending) {
        sending->datagrams++;
        sending->bytes += length;
    }
    return syscall(SYS_sendto, fd, data, length, flags, to, to_length);
}

/* ---- audio that counts ---- */

static int frame_samples(void)
{
    return RATE / 1000 * options.frame_ms;
}

static void make_tones(void)
{
    int samples = frame_samples();
    for (int tone = 0; tone < TONES; tone++) {
        double hz = FIRST_TONE_HZ + tone * TONE_STEP_HZ;
        tones[tone] = calloc((size_t)samples, sizeof(int16_t));
        for (int i = 0; i < samples; i++)
            tones[tone][i] = (int16_t)(LOUD * sin(2 * M_PI * hz * i / RATE));
    }
}

/* Goertzel's filter: how much of one frequency there is. */
static double power_of(const int16_t *pcm, int count, int stride, double hz, double rate)
{
    double k = 2 * cos(2 * M_PI * hz / rate), a = 0, b = 0;
    for (int i = 0; i < count; i++) {
        double s = pcm[i * stride] + k * a - b;
        b = a;
        a = s;
    }
    return a * a + b * b - k * a * b;
}

/* The tone of a frame's second half, where nothing of the frame before is left; -1 for none. */
static int tone_of(const int16_t *pcm, size_t samples, uint8_t channels, uint32_t rate)
{
    int step = (int)rate / HEARD_HZ, count = (int)samples / 2 / step, best = -1;
    int stride = step * channels;
    const int16_t *half = pcm + (samples - (size_t)(count * step)) * channels;
    double loudest = 0, sum = 0;
    for (int i = 0; i < count; i++)
        sum += (double)half[i * stride] * half[i * stride];
    if (sum / count < 1000.0 * 1000.0)
        return -1;
    for (int tone = 0; tone < TONES; tone++) {
        double power = power_of(half, count, stride, FIRST_TONE_HZ + tone * TONE_STEP_HZ, HEARD_HZ);
        if (power > loudest) {
            loudest = power;
            best = tone;
        }
    }
    return best;
}

/* A frame came. What comes again, as what is made up sounds, came before. */
static void note(struct lane *lane, uint32_t index)
{
    if (lane->transit[index] == 0)
        lane->transit[index] = (float)((now() - lane->sent[index]) * 1000);
}

static struct lane *lane_of(const struct node *node, enum side sender, enum kind kind, uint32_t friend_number)
{
    return &shared->lanes[sender][kind][node->first + (int)friend_number];
}

static void on_audio(ToxAV *av, uint32_t friend_number, const int16_t *pcm, size_t samples,
                     uint8_t channels, uint32_t rate, void *data)
{
    (void)av;
    struct node *node = data;
    struct lane *lane = lane_of(node, !node->side, AUDIO, friend_number);
    int tone = tone_of(pcm, samples, channels, rate);
    uint32_t last = atomic_load(&lane->count) - 1; /* UINT32_MAX before the first */
    uint32_t index = last - (last - (uint32_t)tone) % TONES;
    if (tone < 0 || last == UINT32_MAX || index > last) {
        lane->unknown++;
        return;
    }
    note(lane, index);
}

/* ---- pictures that count ---- */

struct picture {
    uint8_t *y, *u, *v;
};

static void draw(struct picture *picture, uint32_t number)
{
    int w = options.width, h = options.height;
    for (int row = 0; row < h; row++)
        for (int x = 0; x < w; x++)
            picture->y[row * w + x] = (uint8_t)((x + 2 * (int)number) ^ (row + (int)number));
    for (int bit = 0; bit < BITS; bit++)
        for (int row = 0; row < SQUARE; row++)
            memset(picture->y + row * w + bit * SQUARE, number >> bit & 1 ? 235 : 16, SQUARE);
    memset(picture->u, 100 + (int)(number % 50), (size_t)(w / 2) * (size_t)(h / 2));
    memset(picture->v, 128, (size_t)(w / 2) * (size_t)(h / 2));
}

static uint32_t number_of(const uint8_t *y, int stride)
{
    uint32_t number = 0;
    for (int bit = 0; bit < BITS; bit++)
        if (y[SQUARE / 2 * stride + bit * SQUARE + SQUARE / 2] > 125)
            number |= 1u << bit;
    return number;
}

static void on_video(ToxAV *av, uint32_t friend_number, uint16_t width, uint16_t height,
                     const uint8_t *y, const uint8_t *u, const uint8_t *v, int32_t y_stride,
                     int32_t u_stride, int32_t v_stride, void *data)
{
    (void)av, (void)u, (void)v, (void)u_stride, (void)v_stride;
    struct node *node = data;
    struct lane *lane = lane_of(node, !node->side, VIDEO, friend_number);
    uint32_t number = width >= BITS * SQUARE && height >= SQUARE ? number_of(y, y_stride) : UINT32_MAX;
    if (number >= atomic_load(&lane->count)) {
        lane->unknown++;
        return;
    }
    note(lane, number);
}

/* ---- a Tox and its calls ---- */

static void on_call(ToxAV *av, uint32_t friend_number, bool audio, bool video, void *data)
{
    (void)audio;
    struct node *node = data;
    Toxav_Err_Answer error;
    toxav_answer(av, friend_number, (uint32_t)options.audio_kbps, video ? (uint32_t)options.video_kbps : 0, &error);
    if (error != TOXAV_ERR_ANSWER_OK)
        fail("a call could not be answered");
    node->is_active[friend_number] = true;
}

static void on_state(ToxAV *av, uint32_t friend_number, uint32_t state, void *data)
{
    (void)av;
    struct node *node = data;
    node->is_active[friend_number] =
        !(state & (TOXAV_FRIEND_CALL_STATE_ERROR | TOXAV_FRIEND_CALL_STATE_FINISHED));
}

static void on_rate(ToxAV *av, uint32_t friend_number, uint32_t kbps, void *data)
{
    (void)av, (void)friend_number, (void)kbps, (void)data; /* what a program asked for is kept */
}

static struct node *new_node(enum side side, int first)
{
    struct node *node = calloc(1, sizeof *node);
    struct Tox_Options *wanted = tox_options_new(NULL);
    tox_options_set_ipv6_enabled(wanted, false);
    tox_options_set_local_discovery_enabled(wanted, false);
    tox_options_set_hole_punching_enabled(wanted, false);
    tox_options_set_experimental_thread_safety(wanted, true);
    tox_options_set_start_port(wanted, 33445);
    tox_options_set_end_port(wanted, 33845);
    node->side = side;
    node->first = first;
    node->tox = tox_new(wanted, NULL);
    tox_options_free(wanted);
    if (!node->tox || !(node->av = toxav_new(node->tox, NULL)))
        fail("no Tox could be made");
    toxav_callback_call(node->av, on_call, node);
    toxav_callback_call_state(node->av, on_state, node);
    toxav_callback_audio_bit_rate(node->av, on_rate, node);
    toxav_callback_video_bit_rate(node->av, on_rate, node);
    toxav_callback_audio_receive_frame(node->av, on_audio, node);
    toxav_callback_video_receive_frame(node->av, on_video, node);
    return node;
}

static void befriend(struct node *node, const uint8_t *key)
{
    Tox_Err_Friend_Add error;
    tox_friend_add_norequest(node->tox, key, &error);
    if (error != TOX_ERR_FRIEND_ADD_OK)
        fail("a friend could not be added");
}

/* A frame of one medium, given to the library. */
struct frame {
    enum kind kind;
    uint32_t index;
    const struct picture *picture;
};

static Toxav_Err_Send_Frame offer(struct node *node, uint32_t friend_number, const struct frame *frame)
{
    Toxav_Err_Send_Frame error = TOXAV_ERR_SEND_FRAME_OK;
    sending = &wires[frame->kind];
    if (frame->kind == AUDIO)
        toxav_audio_send_frame(node->av, friend_number, tones[frame->index % TONES],
                               (size_t)frame_samples(), 1, RATE, &error);
    else
        toxav_video_send_frame(node->av, friend_number, (uint16_t)options.width, (uint16_t)options.height,
                               frame->picture->y, frame->picture->u, frame->picture->v, &error);
    sending = NULL;
    return error;
}

/* Programs try again when another thread is inside the library. */
static void send_frame(struct node *node, uint32_t friend_number, const struct frame *frame)
{
    struct lane *lane = lane_of(node, node->side, frame->kind, friend_number);
    Toxav_Err_Send_Frame error = TOXAV_ERR_SEND_FRAME_SYNC;
    lane->sent[frame->index] = now();
    atomic_store(&lane->count, frame->index + 1);
    for (int i = 0; i < SYNC_TRIES; i++) {
        error = offer(node, friend_number, frame);
        if (error != TOXAV_ERR_SEND_FRAME_SYNC)
            break;
        lane->retried++;
        usleep(200);
    }
    lane->failed += error != TOXAV_ERR_SEND_FRAME_OK;
}

/* ---- the threads of a process ---- */

struct crew {
    struct node **nodes;
    int count, calls_each;
};

/* Whether a frame is to be sent. Those of all calls are spread over a frame's time, as callers'
 * clocks are. */
static bool is_due(int call, uint32_t index, double period)
{
    double begin = shared->begin, end = shared->end;
    double due = begin + (double)index * period + period * call / options.calls;
    return begin > 0 && now() >= due && (end == 0 || due < end);
}

static void *video_thread(void *data)
{
    struct crew *crew = data;
    size_t size = (size_t)options.width * (size_t)options.height;
    struct picture picture = {malloc(size), malloc(size / 4), malloc(size / 4)};
    uint32_t next[MAX_CALLS] = {0};
    while (!shared->over) {
        for (int n = 0; n < crew->count; n++) {
            toxav_video_iterate(crew->nodes[n]->av);
            for (int f = 0; f < crew->calls_each; f++) {
                int call = crew->nodes[n]->first + f;
                if (next[call] >= MAX_FRAMES || !is_due(call, next[call], 1.0 / options.fps))
                    continue;
                draw(&picture, next[call]);
                struct frame frame = {VIDEO, next[call]++, &picture};
                send_frame(crew->nodes[n], (uint32_t)f, &frame);
            }
        }
        usleep(STEP_US);
    }
    return NULL;
}

static void iterate(struct crew *crew)
{
    for (int n = 0; n < crew->count; n++) {
        tox_iterate(crew->nodes[n]->tox, NULL);
        toxav_audio_iterate(crew->nodes[n]->av);
    }
}

static void talk(struct crew *crew, uint32_t *next)
{
    if (options.audio_kbps == 0 || options.is_bare)
        return;
    for (int n = 0; n < crew->count; n++)
        for (int f = 0; f < crew->calls_each; f++) {
            int call = crew->nodes[n]->first + f;
            if (next[call] >= MAX_FRAMES || !is_due(call, next[call], options.frame_ms / 1000.0))
                continue;
            struct frame frame = {AUDIO, next[call]++, NULL};
            send_frame(crew->nodes[n], (uint32_t)f, &frame);
        }
}

static void start_video(struct crew *crew)
{
    pthread_t thread;
    if (options.video_kbps > 0 && pthread_create(&thread, NULL, video_thread, crew))
        fail("no thread could be started");
}

static void run_friends(void)
{
    struct node *nodes[MAX_CALLS];
    uint32_t next[MAX_CALLS] = {0};
    for (int i = 0; i < options.calls; i++) {
        nodes[i] = new_node(FRIENDS, i);
        tox_self_get_public_key(nodes[i]->tox, shared->friend_key[i]);
        befriend(nodes[i], shared->switch_key);
        tox_bootstrap(nodes[i]->tox, "127.0.0.1", shared->switch_port, shared->switch_dht, NULL);
    }
    shared->keys_ready = true;
    struct crew crew = {nodes, options.calls, 1};
    start_video(&crew);
    while (!shared->over) {
        iterate(&crew);
        talk(&crew, next);
        usleep(STEP_US);
    }
}

/* ---- the report ---- */

static double cpu_seconds(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* Memory that is shared with nobody: not the pages of libraries, and not this program's own notes. */
static long own_kb(void)
{
    long pages = 0, resident = 0, common = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fscanf(file, "%ld %ld %ld", &pages, &resident, &common) != 3)
        resident = common = 0;
    if (file)
        fclose(file);
    return (resident - common) * (sysconf(_SC_PAGESIZE) / 1024);
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* What was counted until a moment. */
struct moment {
    uint32_t count[SIDES][KINDS][MAX_CALLS], unknown[SIDES][KINDS][MAX_CALLS];
    uint64_t datagrams[KINDS], bytes[KINDS];
    double cpu, at;
    long rss;
};

static void take(struct moment *moment)
{
    for (int kind = 0; kind < KINDS; kind++) {
        for (int side = 0; side < SIDES; side++)
            for (int call = 0; call < options.calls; call++) {
                moment->count[side][kind][call] = shared->lanes[side][kind][call].count;
                moment->unknown[side][kind][call] = shared->lanes[side][kind][call].unknown;
            }
        moment->datagrams[kind] = wires[kind].datagrams;
        moment->bytes[kind] = wires[kind].bytes;
    }
    moment->cpu = cpu_seconds();
    moment->at = now();
    moment->rss = own_kb();
}

/* Frames of one medium, both directions of all calls together. */
struct tally {
    float *transits;
    size_t count;
    uint64_t sent, in_time, unknown;
};

static void add(struct tally *tally, const float *transits, uint32_t count, double period_ms)
{
    float fastest = INFINITY;
    for (uint32_t i = 0; i < count; i++)
        if (transits[i] > 0)
            fastest = fminf(fastest, transits[i]);
    for (uint32_t i = 0; i < count; i++)
        if (transits[i] > 0) {
            tally->transits[tally->count++] = transits[i];
            tally->in_time += transits[i] <= fastest + period_ms;
        }
}

static struct tally tally_of(enum kind kind, const struct moment *from, const struct moment *to)
{
    struct tally tally = {malloc(sizeof(float) * SIDES * MAX_CALLS * MAX_FRAMES), 0, 0, 0, 0};
    double period_ms = kind == VIDEO ? 1000.0 / options.fps : options.frame_ms;
    for (int side = 0; side < SIDES; side++)
        for (int call = 0; call < options.calls; call++) {
            struct lane *lane = &shared->lanes[side][kind][call];
            uint32_t first = from->count[side][kind][call], count = to->count[side][kind][call] - first;
            tally.sent += count;
            tally.unknown += to->unknown[side][kind][call] - from->unknown[side][kind][call];
            add(&tally, lane->transit + first, count, period_ms);
        }
    qsort(tally.transits, tally.count, sizeof(float), by_size);
    return tally;
}

static double part(const struct tally *tally, double q)
{
    return tally->count ? (double)tally->transits[(size_t)((double)(tally->count - 1) * q)] : 0;
}

/* Up to seven zeros before a Tox packet that is not full count as payload. */
static void print_kind(const char *name, enum kind kind, const struct moment *from, const struct moment *to)
{
    struct tally tally = tally_of(kind, from, to);
    uint64_t packets = to->datagrams[kind] - from->datagrams[kind];
    uint64_t bytes = to->bytes[kind] - from->bytes[kind] - packets * AROUND_TOX;
    uint64_t around = packets * (AROUND_FRAME + (kind == AUDIO ? AUDIO_RATE : 0));
    printf(", \"%s\": {\"sent\": %llu, \"received\": %zu, \"in_time\": %llu, \"unknown\": %llu,"
           " \"p50_ms\": %.2f, \"p95_ms\": %.2f, \"p99_ms\": %.2f, \"max_ms\": %.2f,"
           " \"packets\": %llu, \"packet_bytes\": %llu, \"payload_bytes\": %llu}",
           name, (unsigned long long)tally.sent, tally.count, (unsigned long long)tally.in_time,
           (unsigned long long)tally.unknown, part(&tally, 0.5), part(&tally, 0.95),
           part(&tally, 0.99), part(&tally, 1.0), (unsigned long long)packets,
           (unsigned long long)bytes, (unsigned long long)(bytes - around));
    free(tally.transits);
}

static void report(const struct moment *from, const struct moment *to, long rss_before)
{
    Dl_info served = {0};
    uint64_t failed = 0, retried = 0;
    dladdr((void *)(uintptr_t)toxav_new, &served);
    for (int side = 0; side < SIDES; side++)
        for (int kind = 0; kind < KINDS; kind++)
            for (int call = 0; call < options.calls; call++) {
                failed += shared->lanes[side][kind][call].failed;
                retried += shared->lanes[side][kind][call].retried;
            }
    double seconds = to->at - from->at;
    printf("{\"library\": \"%s\", \"calls\": %d, \"seconds\": %.2f, \"cpu_percent\": %.3f,"
           " \"rss_before_kb\": %ld, \"rss_after_kb\": %ld, \"failed\": %llu, \"retried\": %llu",
           served.dli_fname, options.calls, seconds, 100 * (to->cpu - from->cpu) / seconds,
           rss_before, to->rss, (unsigned long long)failed, (unsigned long long)retried);
    print_kind("audio", AUDIO, from, to);
    print_kind("video", VIDEO, from, to);
    printf("}\n");
}

/* ---- the switch ---- */

static bool all_online(struct node *node)
{
    for (int i = 0; i < options.calls; i++)
        if (tox_friend_get_connection_status(node->tox, (uint32_t)i, NULL) == TOX_CONNECTION_NONE)
            return false;
    return true;
}

static bool all_active(struct node *node)
{
    for (int i = 0; i < options.calls; i++)
        if (!node->is_active[i])
            return false;
    return true;
}

static void iterate_until(struct crew *crew, bool (*is_done)(struct node *), const char *otherwise)
{
    double limit = now() + ONLINE_LIMIT_S;
    while (!is_done(crew->nodes[0])) {
        if (now() > limit)
            fail(otherwise);
        iterate(crew);
        usleep(STEP_US);
    }
}

static void run_for(struct crew *crew, uint32_t *next, double seconds)
{
    for (double end = now() + seconds; now() < end;) {
        iterate(crew);
        talk(crew, next);
        usleep(STEP_US);
    }
}

static void run_switch(struct node *node)
{
    struct crew crew = {&node, 1, options.calls};
    uint32_t next[MAX_CALLS] = {0};
    static struct moment from, to;
    while (!shared->keys_ready)
        usleep(STEP_US);
    for (int i = 0; i < options.calls; i++)
        befriend(node, shared->friend_key[i]);
    iterate_until(&crew, all_online, "friends did not come online");
    run_for(&crew, next, 1);
    long rss_before = own_kb();
    if (!options.is_bare) {
        for (int i = 0; i < options.calls; i++)
            if (!toxav_call(node->av, (uint32_t)i, (uint32_t)options.audio_kbps, (uint32_t)options.video_kbps, NULL))
                fail("a friend could not be called");
        iterate_until(&crew, all_active, "friends did not answer");
    }
    start_video(&crew);
    shared->begin = now() + 0.1;
    run_for(&crew, next, WARM_UP_S);
    take(&from);
    run_for(&crew, next, options.seconds);
    shared->end = now();
    take(&to);
    run_for(&crew, next, AFTER_MS / 1000.0);
    shared->over = true;
    report(&from, &to, rss_before);
}

static void parse(int count, char **arguments)
{
    options = (struct options){.calls = 1, .seconds = 10, .audio_kbps = 32, .frame_ms = 20, .fps = 30};
    for (int i = 1; i + 1 < count; i += 2) {
        const char *name = arguments[i], *value = arguments[i + 1];
        if (!strcmp(name, "--calls")) options.calls = atoi(value);
        else if (!strcmp(name, "--seconds")) options.seconds = atoi(value);
        else if (!strcmp(name, "--audio-kbps")) options.audio_kbps = atoi(value);
        else if (!strcmp(name, "--frame-ms")) options.frame_ms = atoi(value);
        else if (!strcmp(name, "--video-kbps")) options.video_kbps = atoi(value);
        else if (!strcmp(name, "--fps")) options.fps = atoi(value);
        else if (!strcmp(name, "--size")) {
            if (sscanf(value, "%dx%d", &options.width, &options.height) != 2) fail("--size is WIDTHxHEIGHT");
        } else if (!strcmp(name, "--bare")) options.is_bare = atoi(value);
        else fail("--calls, --seconds, --audio-kbps, --frame-ms, --video-kbps, --fps, --size WIDTHxHEIGHT, --bare 0|1");
    }
    if (options.calls < 1 || options.calls > MAX_CALLS) fail("--calls is 1 to 64");
    if (options.video_kbps > 0 && (options.width < BITS * SQUARE || options.height < SQUARE)) fail("--size is at least 512x32");
}

int main(int count, char **arguments)
{
    parse(count, arguments);
    make_tones();
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        fail("no shared memory");
    /* Its keys are wanted by the friends. */
    struct node *node = new_node(SWITCH, 0);
    tox_self_get_public_key(node->tox, shared->switch_key);
    tox_self_get_dht_id(node->tox, shared->switch_dht);
    shared->switch_port = tox_self_get_udp_port(node->tox, NULL);
    pid_t child = fork();
    if (child < 0)
        fail("no process could be started");
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        run_friends();
        _exit(0);
    }
    run_switch(node);
    waitpid(child, NULL, 0);
    return 0;
}
