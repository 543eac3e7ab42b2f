/*
 * Calls between one Tox and many friends on loopback: what they cost the one, and how late and how
 * whole every frame arrives on both sides. Written against toxav.h alone, so that any library that
 * exports it can be measured; which one served is said in the report.
 *
 * Two processes. The switch is measured: one Tox that has a call with each friend. The friends are
 * its load: a Tox each. Every audio frame is a tone whose pitch counts frames, every picture carries
 * its number in black and white squares; when each was sent is written into shared memory.
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
    ONLINE_LIMIT_S = 90,
    WARM_UP_S = 2,
    SYNC_TRIES = 10,
};

enum side { SWITCH, FRIENDS, SIDES };

struct options {
    int calls, seconds, audio_kbps, frame_ms, width, height, fps, video_kbps;
    bool is_bare; /* no call at all: what being online costs */
};

/* One direction of one call. */
struct lane {
    double audio_sent[MAX_FRAMES], video_sent[MAX_FRAMES];
    _Atomic uint32_t audio_count, video_count;
    float audio_transit[MAX_FRAMES], video_transit[MAX_FRAMES];
    uint32_t audio_heard, audio_unknown, video_seen, video_unknown;
    uint32_t failed, retried;
};

struct shared {
    uint8_t switch_key[TOX_PUBLIC_KEY_SIZE], switch_dht[TOX_PUBLIC_KEY_SIZE];
    uint16_t switch_port;
    uint8_t friend_key[MAX_CALLS][TOX_PUBLIC_KEY_SIZE];
    _Atomic bool keys_ready, over;
    _Atomic double begin; /* of the media; 0 before */
    struct lane lanes[SIDES][MAX_CALLS]; /* by who sends */
};

struct node {
    enum side side;
    int first; /* lane of friend number 0 */
    Tox *tox;
    ToxAV *av;
    _Atomic bool is_active[MAX_CALLS];
};

static struct options options;
static struct shared *shared;
static int16_t *tones[TONES];

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
    int count = (int)samples / 2, best = -1;
    const int16_t *half = pcm + (samples - (size_t)count) * channels;
    double loudest = 0, sum = 0;
    for (int i = 0; i < count; i++)
        sum += (double)half[i * channels] * half[i * channels];
    if (sum / count < 1000.0 * 1000.0)
        return -1;
    for (int tone = 0; tone < TONES; tone++) {
        double power = power_of(half, count, channels, FIRST_TONE_HZ + tone * TONE_STEP_HZ, rate);
        if (power > loudest) {
            loudest = power;
            best = tone;
        }
    }
    return best;
}

static void on_audio(ToxAV *av, uint32_t friend_number, const int16_t *pcm, size_t samples,
                     uint8_t channels, uint32_t rate, void *data)
{
    (void)av;
    struct node *node = data;
    struct lane *lane = &shared->lanes[!node->side][node->first + (int)friend_number];
    double at = now();
    int tone = tone_of(pcm, samples, channels, rate);
    uint32_t sent = atomic_load(&lane->audio_count);
    if (tone < 0 || sent == 0) {
        lane->audio_unknown++;
        return;
    }
    uint32_t last = sent - 1, index = last - (last - (uint32_t)tone) % TONES;
    if (index >= sent || lane->audio_heard >= MAX_FRAMES) {
        lane->audio_unknown++;
        return;
    }
    lane->audio_transit[lane->audio_heard++] = (float)((at - lane->audio_sent[index]) * 1000);
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
    struct lane *lane = &shared->lanes[!node->side][node->first + (int)friend_number];
    double at = now();
    uint32_t number = width >= BITS * SQUARE && height >= SQUARE ? number_of(y, y_stride) : UINT32_MAX;
    if (number >= atomic_load(&lane->video_count) || lane->video_seen >= MAX_FRAMES) {
        lane->video_unknown++;
        return;
    }
    lane->video_transit[lane->video_seen++] = (float)((at - lane->video_sent[number]) * 1000);
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

/* Programs try again when another thread is inside the library. */
static void send_audio(struct node *node, uint32_t friend_number, uint32_t index)
{
    struct lane *lane = &shared->lanes[node->side][node->first + (int)friend_number];
    Toxav_Err_Send_Frame error = TOXAV_ERR_SEND_FRAME_OK;
    lane->audio_sent[index] = now();
    atomic_store(&lane->audio_count, index + 1);
    for (int i = 0; i < SYNC_TRIES; i++) {
        toxav_audio_send_frame(node->av, friend_number, tones[index % TONES], (size_t)frame_samples(), 1, RATE, &error);
        if (error != TOXAV_ERR_SEND_FRAME_SYNC)
            break;
        lane->retried++;
        usleep(200);
    }
    lane->failed += error != TOXAV_ERR_SEND_FRAME_OK;
}

static void send_video(struct node *node, uint32_t friend_number, uint32_t index, struct picture *picture)
{
    struct lane *lane = &shared->lanes[node->side][node->first + (int)friend_number];
    Toxav_Err_Send_Frame error = TOXAV_ERR_SEND_FRAME_OK;
    lane->video_sent[index] = now();
    atomic_store(&lane->video_count, index + 1);
    for (int i = 0; i < SYNC_TRIES; i++) {
        toxav_video_send_frame(node->av, friend_number, (uint16_t)options.width, (uint16_t)options.height,
                               picture->y, picture->u, picture->v, &error);
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

/* Those of all calls are spread over a frame's time, as callers' clocks are. */
static double due(int call, uint32_t index, double period)
{
    return shared->begin + (double)index * period + period * call / options.calls;
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
            for (int f = 0; shared->begin > 0 && f < crew->calls_each; f++) {
                int call = crew->nodes[n]->first + f;
                if (now() < due(call, next[call], 1.0 / options.fps) || next[call] >= 1 << BITS)
                    continue;
                draw(&picture, next[call]);
                send_video(crew->nodes[n], (uint32_t)f, next[call]++, &picture);
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
    if (shared->begin <= 0 || options.audio_kbps == 0 || options.is_bare)
        return;
    for (int n = 0; n < crew->count; n++)
        for (int f = 0; f < crew->calls_each; f++) {
            int call = crew->nodes[n]->first + f;
            if (now() >= due(call, next[call], options.frame_ms / 1000.0) && next[call] < MAX_FRAMES)
                send_audio(crew->nodes[n], (uint32_t)f, next[call]++);
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

static long rss_kb(void)
{
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fscanf(file, "%ld %ld", &pages, &resident) != 2)
        resident = 0;
    if (file)
        fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

struct tally {
    float *transits;
    size_t count;
    uint64_t sent, in_time, unknown, failed;
};

static void add(struct tally *tally, const float *transits, uint32_t heard, double period_ms)
{
    float fastest = INFINITY;
    for (uint32_t i = 0; i < heard; i++)
        fastest = fminf(fastest, transits[i]);
    for (uint32_t i = 0; i < heard; i++) {
        tally->transits[tally->count++] = transits[i];
        tally->in_time += transits[i] <= fastest + period_ms;
    }
}

static void print_tally(const char *name, struct tally *tally)
{
    qsort(tally->transits, tally->count, sizeof(float), by_size);
#define PART(q) (tally->count ? (double)tally->transits[(size_t)((double)(tally->count - 1) * (q))] : 0.0)
    printf("\"%s\": {\"sent\": %llu, \"received\": %zu, \"in_time\": %llu, \"unknown\": %llu,"
           " \"p50_ms\": %.2f, \"p95_ms\": %.2f, \"p99_ms\": %.2f, \"max_ms\": %.2f}",
           name, (unsigned long long)tally->sent, tally->count, (unsigned long long)tally->in_time,
           (unsigned long long)tally->unknown, PART(0.5), PART(0.95), PART(0.99), PART(1.0));
#undef PART
}

static struct tally tally_of(bool is_video)
{
    struct tally tally = {malloc(sizeof(float) * SIDES * MAX_CALLS * MAX_FRAMES), 0, 0, 0, 0, 0};
    for (int side = 0; side < SIDES; side++)
        for (int call = 0; call < options.calls; call++) {
            struct lane *lane = &shared->lanes[side][call];
            tally.sent += is_video ? lane->video_count : lane->audio_count;
            tally.unknown += is_video ? lane->video_unknown : lane->audio_unknown;
            if (is_video)
                add(&tally, lane->video_transit, lane->video_seen, 1000.0 / options.fps);
            else
                add(&tally, lane->audio_transit, lane->audio_heard, options.frame_ms);
        }
    return tally;
}

static void report(double cpu, double seconds, long rss_before, long rss_after)
{
    Dl_info served = {0};
    uint64_t failed = 0, retried = 0;
    dladdr((void *)(uintptr_t)toxav_new, &served);
    for (int side = 0; side < SIDES; side++)
        for (int call = 0; call < options.calls; call++) {
            failed += shared->lanes[side][call].failed;
            retried += shared->lanes[side][call].retried;
        }
    struct tally audio = tally_of(false), video = tally_of(true);
    printf("{\"library\": \"%s\", \"calls\": %d, \"seconds\": %.2f, \"cpu_percent\": %.3f,"
           " \"rss_before_kb\": %ld, \"rss_after_kb\": %ld, \"failed\": %llu, \"retried\": %llu, ",
           served.dli_fname, options.calls, seconds, 100 * cpu / seconds, rss_before, rss_after,
           (unsigned long long)failed, (unsigned long long)retried);
    print_tally("audio", &audio);
    printf(", ");
    print_tally("video", &video);
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

static void forget_warm_up(void)
{
    for (int side = 0; side < SIDES; side++)
        for (int call = 0; call < options.calls; call++) {
            struct lane *lane = &shared->lanes[side][call];
            lane->audio_heard = lane->audio_unknown = lane->video_seen = lane->video_unknown = 0;
        }
}

static void run_switch(struct node *node)
{
    struct crew crew = {&node, 1, options.calls};
    uint32_t next[MAX_CALLS] = {0}, counted[SIDES][MAX_CALLS][2];
    while (!shared->keys_ready)
        usleep(STEP_US);
    for (int i = 0; i < options.calls; i++)
        befriend(node, shared->friend_key[i]);
    iterate_until(&crew, all_online, "friends did not come online");
    run_for(&crew, next, 1);
    long rss_before = rss_kb();
    if (!options.is_bare) {
        for (int i = 0; i < options.calls; i++)
            if (!toxav_call(node->av, (uint32_t)i, (uint32_t)options.audio_kbps, (uint32_t)options.video_kbps, NULL))
                fail("a friend could not be called");
        iterate_until(&crew, all_active, "friends did not answer");
    }
    start_video(&crew);
    shared->begin = now() + 0.1;
    run_for(&crew, next, WARM_UP_S);
    forget_warm_up();
    for (int side = 0; side < SIDES; side++)
        for (int call = 0; call < options.calls; call++) {
            counted[side][call][0] = shared->lanes[side][call].audio_count;
            counted[side][call][1] = shared->lanes[side][call].video_count;
        }
    double cpu = cpu_seconds(), begin = now();
    run_for(&crew, next, options.seconds);
    cpu = cpu_seconds() - cpu;
    double seconds = now() - begin;
    long rss_after = rss_kb();
    for (int side = 0; side < SIDES; side++)
        for (int call = 0; call < options.calls; call++) {
            shared->lanes[side][call].audio_count -= counted[side][call][0];
            shared->lanes[side][call].video_count -= counted[side][call][1];
        }
    shared->over = true;
    report(cpu, seconds, rss_before, rss_after);
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
