/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Debian's libtoxcore.a is code for executables: it reaches these two objects of other libraries in a way that a shared
 * library cannot. The build renames them in a copy of the archive, and here they are.
 */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdio.h>

#define HIDDEN __attribute__((visibility("hidden")))

extern const struct in6_addr jackfield_in6_loopback HIDDEN;
extern FILE *jackfield_stderr HIDDEN;

const struct in6_addr jackfield_in6_loopback = IN6ADDR_LOOPBACK_INIT;
FILE *jackfield_stderr;

/* As early as a library can, before any constructor that could log. */
__attribute__((constructor(101))) static void initialise(void)
{
    jackfield_stderr = stderr;
}
