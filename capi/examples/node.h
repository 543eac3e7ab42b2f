/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each example starts from: a Tox that is kept in a file, takes everybody as a friend who asks, and its ToxAV.
 */
#ifndef JACKFIELD_EXAMPLES_NODE_H
#define JACKFIELD_EXAMPLES_NODE_H

#include <stdbool.h>
#include <tox/tox.h>
#include <tox/toxav.h>

typedef struct Node {
    Tox *tox;
    ToxAV *av;
    const char *profile;
} Node;

/* Begins with the nodes HOST:PORT:PUBLIC_KEY, or, if there are none, with whom the local network has. Prints the address that
 * friends add. Ends the program, and says why, when something is wrong. */
void node_open(Node *node, const char *profile, char **nodes, int count);
/* Lets it work for a few milliseconds; false when the program is to end. */
bool node_work(Node *node);
void node_close(Node *node);

#endif
