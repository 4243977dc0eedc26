#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int checked(int result) { return result < 0 ? -errno : result; }

int linux_poll_create(void) { return checked(epoll_create1(EPOLL_CLOEXEC)); }

int linux_poll_add(int poll, int descriptor, uint64_t token) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.u64 = token};
    return checked(epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event));
}

int linux_poll_wait(int poll, uint64_t *tokens, uint32_t *flags, int capacity, int milliseconds) {
    struct epoll_event events[256];
    int count = epoll_wait(poll, events, capacity < 256 ? capacity : 256, milliseconds);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < count; i++) {
        uint32_t bits = events[i].events;
        tokens[i] = events[i].data.u64;
        flags[i] = (bits & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR) ? LINUX_READABLE : 0)
            | (bits & (EPOLLOUT | EPOLLHUP | EPOLLERR) ? LINUX_WRITABLE : 0)
            | (bits & (EPOLLRDHUP | EPOLLHUP | EPOLLERR) ? LINUX_HANGUP : 0);
    }
    return count;
}

int linux_wake_create(void) { return checked(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)); }

void linux_wake(int descriptor) {
    uint64_t one = 1;
    while (write(descriptor, &one, sizeof one) < 0 && errno == EINTR) {}
}

void linux_wake_reset(int descriptor) {
    uint64_t count;
    while (read(descriptor, &count, sizeof count) < 0 && errno == EINTR) {}
}

static int resolve(const char *host, uint16_t port, struct addrinfo **found) {
    char service[8];
    struct addrinfo hints = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    snprintf(service, sizeof service, "%u", port);
    return getaddrinfo(host, service, &hints, found) == 0 ? 0 : -EADDRNOTAVAIL;
}

int linux_listen(const char *host, uint16_t port, int backlog) {
    struct addrinfo *found;
    int error = resolve(host, port, &found);
    if (error < 0) return error;
    int one = 1;
    int descriptor = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0
        || setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0
        || bind(descriptor, found->ai_addr, found->ai_addrlen) < 0
        || listen(descriptor, backlog) < 0) {
        error = -errno;
        if (descriptor >= 0) close(descriptor);
    }
    freeaddrinfo(found);
    return error < 0 ? error : descriptor;
}

int linux_local_port(int descriptor) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) < 0) return -errno;
    if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static void print_address(struct sockaddr_storage *address, char *text, size_t capacity) {
    text[0] = 0;
    if (address->ss_family == AF_INET) {
        inet_ntop(AF_INET, &((struct sockaddr_in *)address)->sin_addr, text, capacity);
    } else if (address->ss_family == AF_INET6) {
        struct in6_addr *six = &((struct sockaddr_in6 *)address)->sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(six)) inet_ntop(AF_INET, &six->s6_addr[12], text, capacity);
        else inet_ntop(AF_INET6, six, text, capacity);
    }
}

int linux_accept(int descriptor, char *text, size_t capacity) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    int one = 1;
    int accepted = accept4(descriptor, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted < 0) return -errno;
    setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    // A client that does not read must not fill the kernel's memory with megabytes of what it is to read.
    int unsent = 131072;
    setsockopt(accepted, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
    print_address(&address, text, capacity);
    return accepted;
}

int linux_connect(const char *host, uint16_t port) {
    struct addrinfo *found;
    int error = resolve(host, port, &found);
    if (error < 0) return error;
    int one = 1;
    int descriptor = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        error = -errno;
    } else if (connect(descriptor, found->ai_addr, found->ai_addrlen) < 0 && errno != EINPROGRESS) {
        error = -errno;
        close(descriptor);
    } else {
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    freeaddrinfo(found);
    return error < 0 ? error : descriptor;
}

int linux_connection_error(int descriptor) {
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) < 0) return -errno;
    return -error;
}

ssize_t linux_receive(int descriptor, void *bytes, size_t count) {
    ssize_t received;
    do received = recv(descriptor, bytes, count, 0);
    while (received < 0 && errno == EINTR);
    return received < 0 ? -errno : received;
}

ssize_t linux_send(int descriptor, const void *bytes, size_t count, int more) {
    ssize_t sent;
    do sent = send(descriptor, bytes, count, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

void linux_shutdown(int descriptor, int both) { shutdown(descriptor, both ? SHUT_RDWR : SHUT_WR); }

void linux_break_on_close(int descriptor) {
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

int linux_resolve(const char *name, char *addresses, size_t capacity) {
    struct addrinfo hints = {.ai_flags = AI_ADDRCONFIG, .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    int error = getaddrinfo(name, NULL, &hints, &found);
    if (error != 0) return error;
    size_t length = 0;
    for (struct addrinfo *each = found; each != NULL; each = each->ai_next) {
        char text[64];
        print_address((struct sockaddr_storage *)each->ai_addr, text, sizeof text);
        size_t count = strlen(text);
        if (count == 0 || length + count + 2 > capacity) continue;
        memcpy(addresses + length, text, count);
        addresses[length + count] = '\n';
        length += count + 1;
    }
    addresses[length] = 0;
    freeaddrinfo(found);
    return 0;
}

const char *linux_resolve_error(int error) { return gai_strerror(error); }

int linux_parse_address(const char *text, uint8_t *bytes) {
    struct in6_addr six;
    if (inet_pton(AF_INET, text, bytes) == 1) return 4;
    if (inet_pton(AF_INET6, text, &six) != 1) return 0;
    int is_four = IN6_IS_ADDR_V4MAPPED(&six);
    memcpy(bytes, is_four ? &six.s6_addr[12] : six.s6_addr, is_four ? 4 : 16);
    return is_four ? 4 : 16;
}

long linux_raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
    return limit.rlim_cur > 1 << 30 ? 1 << 30 : (long)limit.rlim_cur;
}

int linux_processor_count(void) {
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) < 0) return 1;
    int count = CPU_COUNT(&allowed);
    return count > 0 ? count : 1;
}

uint64_t linux_monotonic_nanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

int64_t linux_unix_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME_COARSE, &time);
    return time.tv_sec;
}

int linux_open_within(int directory, const char *name) {
    return checked(openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
}

int linux_open_directory(const char *path) { return checked(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)); }

int linux_inspect(int descriptor, int64_t *size, int64_t *modified) {
    struct stat status;
    if (fstat(descriptor, &status) < 0) return -errno;
    *size = status.st_size;
    *modified = (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
    return S_ISREG(status.st_mode) ? LINUX_FILE : S_ISDIR(status.st_mode) ? LINUX_DIRECTORY : LINUX_OTHER;
}

/* Written once before the handlers are set. */
static volatile sig_atomic_t signal_descriptor = -1;

static void pass_on(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t ignored = write(signal_descriptor, &byte, 1);
    (void)ignored;
    errno = saved;
}

int linux_catch_signals(const int *signals, int count, int descriptor) {
    struct sigaction action = {.sa_handler = pass_on, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    signal_descriptor = descriptor;
    for (int i = 0; i < count; i++) {
        if (sigaction(signals[i], &action, NULL) < 0) return -errno;
    }
    return 0;
}

void linux_ignore_broken_pipe(void) { signal(SIGPIPE, SIG_IGN); }

int linux_is_connection_error(int error) {
    switch (error) {
    case ECONNABORTED: case EINTR: case EPROTO: case EPERM: case ENETDOWN: case ENOPROTOOPT: case EHOSTDOWN:
    case ENONET: case EHOSTUNREACH: case EOPNOTSUPP: case ENETUNREACH:
        return 1;
    default:
        return 0;
    }
}

int linux_is_exhaustion(int error) {
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

int linux_would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }
