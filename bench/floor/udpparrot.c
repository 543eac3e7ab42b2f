// udpparrot: lower bound for an SRTP pass-through echo: recv, un-protect, protect,
// send; nothing else (no ICE, no DTLS, no RTP bookkeeping).  One thread, one port.
//   udpparrot PORT plain|gcm|cm BATCH SECONDS      -> µs of CPU per echoed packet
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#define NS 4096 // session slots, by source port
#define MAXB 64
static EVP_CIPHER_CTX *rx[NS], *tx[NS];
static EVP_MAC_CTX *rxm[NS], *txm[NS];
static int mode; // 0 plain 1 gcm 2 cm
static EVP_MAC *hmac;
static void mk(int s) {
    unsigned char key[20];
    for (int i = 0; i < 20; i++)
        key[i] = s * 7 + i;
    const EVP_CIPHER *c = mode == 1 ? EVP_aes_128_gcm() : EVP_aes_128_ctr();
    rx[s] = EVP_CIPHER_CTX_new();
    tx[s] = EVP_CIPHER_CTX_new();
    if (mode == 1)
        EVP_DecryptInit_ex(rx[s], c, 0, key, 0);
    else
        EVP_EncryptInit_ex(rx[s], c, 0, key, 0);
    EVP_EncryptInit_ex(tx[s], c, 0, key, 0);
    if (mode == 2) {
        OSSL_PARAM p[2] = {OSSL_PARAM_construct_utf8_string("digest", "SHA1", 0), OSSL_PARAM_construct_end()};
        rxm[s] = EVP_MAC_CTX_new(hmac);
        EVP_MAC_init(rxm[s], key, 20, p);
        txm[s] = EVP_MAC_CTX_new(hmac);
        EVP_MAC_init(txm[s], key, 20, p);
    }
}
// returns the outgoing length
static int work(unsigned char *b, int n, int s) {
    if (!mode)
        return n;
    if (!rx[s])
        mk(s);
    int l;
    unsigned char iv[16] = {0}, tag[20];
    size_t tl;
    memcpy(iv + 4, b + 8, 4);
    memcpy(iv + 8, b + 2, 2);
    unsigned char out[1600];
    if (mode == 1) {
        int m = n - 12 - 16;
        EVP_DecryptInit_ex(rx[s], 0, 0, 0, iv);
        EVP_DecryptUpdate(rx[s], 0, &l, b, 12);
        EVP_DecryptUpdate(rx[s], out, &l, b + 12, m);
        EVP_CIPHER_CTX_ctrl(rx[s], EVP_CTRL_GCM_SET_TAG, 16, b + 12 + m);
        EVP_DecryptFinal_ex(rx[s], out, &l); // the result is not looked at: same work
        EVP_EncryptInit_ex(tx[s], 0, 0, 0, iv);
        EVP_EncryptUpdate(tx[s], 0, &l, b, 12);
        EVP_EncryptUpdate(tx[s], b + 12, &l, out, m);
        EVP_EncryptFinal_ex(tx[s], b, &l);
        EVP_CIPHER_CTX_ctrl(tx[s], EVP_CTRL_GCM_GET_TAG, 16, b + 12 + m);
        return n;
    }
    int m = n - 12 - 10;
    EVP_MAC_init(rxm[s], 0, 0, 0);
    EVP_MAC_update(rxm[s], b, 12 + m);
    EVP_MAC_update(rxm[s], iv, 4);
    EVP_MAC_final(rxm[s], tag, &tl, 20);
    EVP_EncryptInit_ex(rx[s], 0, 0, 0, iv);
    EVP_EncryptUpdate(rx[s], out, &l, b + 12, m);
    EVP_EncryptInit_ex(tx[s], 0, 0, 0, iv);
    EVP_EncryptUpdate(tx[s], b + 12, &l, out, m);
    EVP_MAC_init(txm[s], 0, 0, 0);
    EVP_MAC_update(txm[s], b, 12 + m);
    EVP_MAC_update(txm[s], iv, 4);
    EVP_MAC_final(txm[s], tag, &tl, 20);
    memcpy(b + 12 + m, tag, 10);
    return n;
}
static double cpu(double *sys) {
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    *sys = r.ru_stime.tv_sec + r.ru_stime.tv_usec / 1e6;
    return *sys + r.ru_utime.tv_sec + r.ru_utime.tv_usec / 1e6;
}
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}
int main(int c, char **v) {
    int port = atoi(v[1]), batch = atoi(v[3]);
    double secs = atof(v[4]);
    mode = !strcmp(v[2], "gcm") ? 1 : !strcmp(v[2], "cm") ? 2 : 0;
    hmac = EVP_MAC_fetch(0, "HMAC", 0);
    int fd = socket(AF_INET, SOCK_DGRAM, 0), big = 8 << 20;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &big, sizeof big))
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &big, sizeof big);
    struct timeval tv = {0, 200000};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (void *)&a, sizeof a)) {
        perror("bind");
        return 1;
    }
    static unsigned char buf[MAXB][1600];
    static struct sockaddr_in from[MAXB];
    static struct mmsghdr mm[MAXB];
    static struct iovec io[MAXB];
    long pk = 0, calls = 0;
    double sys0 = 0, c0 = 0, t0 = 0, end = now() + secs;
    while (now() < end) {
        int n;
        if (batch <= 1) {
            socklen_t al = sizeof from[0];
            n = recvfrom(fd, buf[0], 1600, 0, (void *)&from[0], &al);
            if (n < 0)
                continue;
            n = work(buf[0], n, ntohs(from[0].sin_port) % NS);
            sendto(fd, buf[0], n, 0, (void *)&from[0], sizeof from[0]);
            n = 1;
        } else {
            for (int i = 0; i < batch; i++) {
                io[i] = (struct iovec){buf[i], 1600};
                mm[i].msg_hdr = (struct msghdr){
                    .msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &io[i], .msg_iovlen = 1};
            }
            n = recvmmsg(fd, mm, batch, MSG_WAITFORONE, 0);
            if (n < 0)
                continue;
            for (int i = 0; i < n; i++)
                io[i].iov_len = work(buf[i], mm[i].msg_len, ntohs(from[i].sin_port) % NS);
            sendmmsg(fd, mm, n, 0);
        }
        if (!pk) {
            c0 = cpu(&sys0);
            t0 = now();
        }
        pk += n;
        calls++;
    }
    double s1, c1 = cpu(&s1), w = now() - t0;
    printf("%-5s batch<=%-2d packets %ld (%.0f/s) avg batch %.1f  CPU %.2f us/packet (user %.2f sys %.2f) = "
           "%.0f echoed packets/s/core = %.0f sessions/core at 50/s\n",
           v[2], batch, pk, pk / w, (double)pk / calls, (c1 - c0) / pk * 1e6,
           ((c1 - c0) - (s1 - sys0)) / pk * 1e6, (s1 - sys0) / pk * 1e6, pk / (c1 - c0), pk / (c1 - c0) / 50);
}
