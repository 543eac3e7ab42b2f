/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an end is told when the other sends messages past its own library.
 */
#include "pair.h"

static void hear(Pair *pair, const char *title, const uint8_t *bytes, size_t length)
{
    side_send_msi(&pair->a, bytes, length);
    pair_tell(pair, title);
}

#define HEAR(title, ...) \
    do { \
        static const uint8_t bytes[] = {__VA_ARGS__}; \
        hear(pair, title, bytes, sizeof(bytes)); \
    } while (0)

/* What b is told when a sends bytes past its own library, which knows of no call. */
static void messages_to_the_idle(Pair *pair)
{
    toxav_kill(pair->a.av); /* so that nobody there answers what b says */
    pair->a.av = NULL;
    HEAR("nothing but an end", 0);
    HEAR("no end", 1, 1, 0);
    HEAR("unknown item", 9, 1, 1, 0);
    HEAR("request of two bytes", 1, 2, 0, 0, 0);
    HEAR("request 3", 1, 1, 3, 0);
    HEAR("error 8", 1, 1, 2, 2, 1, 8, 0);
    HEAR("no request", 3, 1, 52, 0);
    HEAR("cut short", 1, 0);
    HEAR("invitation without capabilities", 1, 1, 0, 0);
    HEAR("answer to nothing", 1, 1, 1, 3, 1, 52, 0);
}

static void messages_to_the_called(Pair *pair)
{
    HEAR("invited, bytes after the end", 1, 1, 0, 3, 1, 52, 0, 7, 7, 0);
    HEAR("capabilities before the answer", 1, 1, 1, 3, 1, 16, 0);
    HEAR("invalid message while it rings", 9, 1, 1, 0);
    HEAR("gave up", 1, 1, 2, 0);
    HEAR("invited, capabilities first, twice", 3, 1, 4, 3, 1, 60, 1, 1, 0, 0);
    HEAR("error of the caller", 1, 1, 2, 2, 1, 7, 0);
    HEAR("invited with no bit set", 1, 1, 0, 3, 1, 0, 0);
    HEAR("gave up again", 1, 1, 2, 0);
}

static void messages_in_a_call(Pair *pair)
{
    pair->a.av = toxav_new(pair->a.tox, NULL);
    pair_register(&pair->a);
    pair_call(pair, 48, 0);
    HEAR("the same capabilities", 1, 1, 1, 3, 1, 52, 0);
    HEAR("other capabilities", 1, 1, 1, 3, 1, 20, 0);
    HEAR("all bits", 1, 1, 1, 3, 1, 255, 0);
    pair_hang_up(pair);
    pair_call(pair, 48, 0);
    HEAR("hung up past the library", 1, 1, 2, 0);
    side_cancel(&pair->a);
    pair_tell(pair, "both ends are free");
    pair_call(pair, 48, 0);
    HEAR("invalid message in a call", 1, 1);
    side_cancel(&pair->a);
    pair_tell(pair, "a cancels");
}

/* After which the reference is not to be trusted. */
static void an_answer_that_says_nothing(Pair *pair)
{
    HEAR("invited", 1, 1, 0, 3, 1, 52, 0);
    HEAR("answer without capabilities", 1, 1, 1, 0);
    Toxav_Err_Answer error;
    bool done = toxav_answer(pair->b.av, pair->b.friend_number, 48, 0, &error);
    outcome("b answers what is over", done, error);
}

int main(void)
{
    Pair pair;
    pair_tell_libraries();
    pair_open(&pair);
    messages_to_the_idle(&pair);
    messages_to_the_called(&pair);
    messages_in_a_call(&pair);
    an_answer_that_says_nothing(&pair);
    pair_close(&pair);
    return 0;
}
