/* What Glibc's module does not offer to Swift: epoll, eventfd, accept4, and sockets without their macros.
   Every function that can fail answers -errno instead of setting errno. */
#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Flags of linux_poll_wait. */
enum {
    LINUX_READABLE = 1,
    LINUX_WRITABLE = 2,
    /* The peer closed its side, or the connection broke. */
    LINUX_HANGUP = 4,
};

/* A new epoll instance, closed on exec. */
int linux_poll_create(void);

/* Watches a descriptor for everything, edge-triggered. Closing the descriptor ends it. */
int linux_poll_add(int poll, int descriptor, uint64_t token);

/* Waits for at most `milliseconds` (-1: for ever) and tells up to `capacity` (<= 256) events. 0 when interrupted. */
int linux_poll_wait(int poll, uint64_t *tokens, uint32_t *flags, int capacity, int milliseconds);

/* A non-blocking eventfd, closed on exec. */
int linux_wake_create(void);
void linux_wake(int descriptor);
void linux_wake_reset(int descriptor);

/* A non-blocking listening socket on a numeric IPv4 or IPv6 address; `port` 0 takes a free one. */
int linux_listen(const char *host, uint16_t port, int backlog);

/* The port a socket is bound to. */
int linux_local_port(int descriptor);

/* The next connection, non-blocking, TCP_NODELAY; its address as text without the port. */
int linux_accept(int descriptor, char *address, size_t capacity);

/* A non-blocking connection being made to a numeric address; complete when it is writable. */
int linux_connect(const char *host, uint16_t port);

/* 0 where a connection was made, else the error that prevented it. */
int linux_connection_error(int descriptor);

ssize_t linux_receive(int descriptor, void *bytes, size_t count);

/* Never raises SIGPIPE. `more`: another send follows at once. */
ssize_t linux_send(int descriptor, const void *bytes, size_t count, int more);

/* Ends the sending side, or with `both` both sides. */
void linux_shutdown(int descriptor, int both);

/* Lets the close that follows break the connection (RST) instead of ending it. */
void linux_break_on_close(int descriptor);

/* Looks a name up, by DNS and the machine's own files; blocks. Writes the addresses as text, a line feed after each, as
   far as they fit. 0, or an error of getaddrinfo for linux_resolve_error. */
int linux_resolve(const char *name, char *addresses, size_t capacity);
const char *linux_resolve_error(int error);

/* Writes the 4 or 16 bytes of a numeric address, and answers how many; 0 where it is none. IPv4 within IPv6 gives 4. */
int linux_parse_address(const char *text, uint8_t *bytes);

/* Allows as many descriptors as the system lets this process have; answers how many those are. */
long linux_raise_descriptor_limit(void);

/* How many processors this process may run on, at least 1. */
int linux_processor_count(void);

/* Nanoseconds of CLOCK_MONOTONIC. */
uint64_t linux_monotonic_nanoseconds(void);

/* Seconds since 1970, from the coarse clock (a few milliseconds late at most). */
int64_t linux_unix_seconds(void);

/* From now on writes the number of each of these signals as one byte to `descriptor`. */
int linux_catch_signals(const int *signals, int count, int descriptor);
void linux_ignore_broken_pipe(void);

/* Opens a name within a directory for reading, if it is a file or a directory and no symbolic link. */
int linux_open_within(int directory, const char *name);
int linux_open_directory(const char *path);

enum { LINUX_OTHER = 0, LINUX_FILE = 1, LINUX_DIRECTORY = 2 };

/* What kind of thing it is; its size in bytes and its time of change in nanoseconds since 1970. */
int linux_inspect(int descriptor, int64_t *size, int64_t *modified);

/* Whether an error of linux_accept concerns only that one connection. */
int linux_is_connection_error(int error);

/* Whether an error of linux_accept means that descriptors or memory ran out. */
int linux_is_exhaustion(int error);

/* Whether an error means: not now. */
int linux_would_block(int error);

#endif
