// udpblast PORT N SECONDS SIZE: N sockets, each sends 50 packets/s (spread over
// twenty 1 ms slots) and drains what comes back.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
int main(int c, char **v) {
    int port = atoi(v[1]), n = atoi(v[2]), size = atoi(v[4]);
    double secs = atof(v[3]);
    int *fd = malloc(n * sizeof *fd);
    long sent = 0, got = 0;
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < n; i++) {
        fd[i] = socket(AF_INET, SOCK_DGRAM, 0);
        if (connect(fd[i], (void *)&a, sizeof a))
            return 1;
    }
    unsigned char b[1600], r[1600];
    memset(b, 0x5a, sizeof b);
    b[0] = 0x80;
    b[1] = 111;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    for (long tick = 0; tick < secs * 1000; tick++) {
        for (int i = tick % 20; i < n; i += 20) {
            b[2] = tick >> 8;
            b[3] = tick;
            memcpy(b + 8, &i, 4);
            if (send(fd[i], b, size, 0) == size)
                sent++;
        }
        for (int i = (tick + 15) % 20; i < n; i += 20)
            while (recv(fd[i], r, sizeof r, MSG_DONTWAIT) > 0)
                got++;
        t.tv_nsec += 1000000;
        if (t.tv_nsec >= 1000000000) {
            t.tv_nsec -= 1000000000;
            t.tv_sec++;
        }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0);
    }
    fprintf(stderr, "blast: sent %ld got %ld\n", sent, got);
}
