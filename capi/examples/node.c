/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _POSIX_C_SOURCE 200809L
#include "node.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUND_MS = 5, HOST_SIZE = 256 };

static volatile sig_atomic_t is_over;

static void stop(int signal)
{
    (void) signal;
    is_over = 1;
}

static _Noreturn void fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

/* Beside the old file, and then in its place: it is never half written. */
static void save(const Node *node)
{
    char beside[4096];
    size_t size = tox_get_savedata_size(node->tox);
    uint8_t *data = malloc(size);
    int length = snprintf(beside, sizeof(beside), "%s.new", node->profile);
    FILE *file = data != NULL && length > 0 && (size_t) length < sizeof(beside) ? fopen(beside, "wb") : NULL;
    if (file == NULL) {
        fail(node->profile, "cannot be written");
    }
    tox_get_savedata(node->tox, data);
    bool written = fwrite(data, 1, size, file) == size;
    written = fclose(file) == 0 && written;
    free(data);
    if (!written || rename(beside, node->profile) != 0) {
        fail(node->profile, "cannot be written");
    }
}

/* Gives the bytes of the file, which are the caller's; none when there is no file yet. */
static uint8_t *load(const char *profile, size_t *size)
{
    FILE *file = fopen(profile, "rb");
    *size = 0;
    if (file == NULL) {
        return NULL;
    }
    fseek(file, 0, SEEK_END);
    long length = ftell(file);
    rewind(file);
    uint8_t *data = length > 0 ? malloc((size_t) length) : NULL;
    if (data == NULL || fread(data, 1, (size_t) length, file) != (size_t) length) {
        fail(profile, "cannot be read");
    }
    fclose(file);
    *size = (size_t) length;
    return data;
}

static Tox *make_tox(const char *profile, bool is_local)
{
    Tox_Err_New error;
    size_t size;
    uint8_t *data = load(profile, &size);
    struct Tox_Options *options = tox_options_new(NULL);
    tox_options_set_local_discovery_enabled(options, is_local);
    if (data != NULL) {
        tox_options_set_savedata_type(options, TOX_SAVEDATA_TYPE_TOX_SAVE);
        tox_options_set_savedata_data(options, data, size);
    }
    Tox *tox = tox_new(options, &error);
    tox_options_free(options);
    free(data);
    if (tox == NULL) {
        fail(profile, error == TOX_ERR_NEW_LOAD_ENCRYPTED ? "is encrypted" : "no Tox can be made of it");
    }
    return tox;
}

static void bootstrap(Tox *tox, const char *node)
{
    char host[HOST_SIZE];
    char digits[2 * TOX_PUBLIC_KEY_SIZE + 1];
    unsigned short port;
    uint8_t key[TOX_PUBLIC_KEY_SIZE];
    bool is_node = sscanf(node, "%255[^:]:%hu:%64[0-9A-Fa-f]", host, &port, digits) == 3 && strlen(digits) == 64;
    for (size_t i = 0; is_node && i < sizeof(key); ++i) {
        sscanf(digits + 2 * i, "%2hhx", &key[i]);
    }
    if (!is_node || !tox_bootstrap(tox, host, port, key, NULL)) {
        fail(node, "is no HOST:PORT:PUBLIC_KEY that can be reached");
    }
}

static void tell_address(Tox *tox)
{
    uint8_t address[TOX_ADDRESS_SIZE];
    tox_self_get_address(tox, address);
    for (size_t i = 0; i < sizeof(address); ++i) {
        printf("%02X", address[i]);
    }
    printf("\n");
    fflush(stdout);
}

static void on_request(Tox *tox, const uint8_t *key, const uint8_t *message, size_t length, void *data)
{
    (void) message, (void) length;
    tox_friend_add_norequest(tox, key, NULL);
    save(data);
}

void node_open(Node *node, const char *profile, char **nodes, int count)
{
    struct sigaction ending = {.sa_handler = stop};
    sigaction(SIGINT, &ending, NULL);
    sigaction(SIGTERM, &ending, NULL);
    node->profile = profile;
    node->tox = make_tox(profile, count == 0);
    node->av = toxav_new(node->tox, NULL);
    if (node->av == NULL) {
        fail(profile, "no calls can be made");
    }
    tox_callback_friend_request(node->tox, on_request);
    for (int i = 0; i < count; ++i) {
        bootstrap(node->tox, nodes[i]);
    }
    save(node);
    tell_address(node->tox);
}

bool node_work(Node *node)
{
    struct timespec pause = {0, ROUND_MS * 1000000L};
    tox_iterate(node->tox, node); /* packets are only read here */
    toxav_iterate(node->av);      /* frames are only handed over here */
    nanosleep(&pause, NULL);
    return is_over == 0;
}

void node_close(Node *node)
{
    save(node);
    toxav_kill(node->av);
    tox_kill(node->tox);
}
