/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time that passes only while a program waits, as long as it waits: for the program and for the libraries in it. So minutes
 * pass in seconds, and a machine that stalls changes nothing.
 */
#ifndef JACKFIELD_TESTS_CLOCK_H
#define JACKFIELD_TESTS_CLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* What was sent over loopback before has arrived when it returns. */
void wait_milliseconds(int milliseconds);
int64_t now_milliseconds(void);
/* From now on time passes by itself: for programs with threads. */
void clock_start(void);
/* Whether other threads have counted so far before the patience (milliseconds) is over. */
bool wait_for(atomic_int *counter, int wanted, int patience);

#endif
