/* The one thing that is asked of zlib: a file in the form of gzip (RFC 1952). */
#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>
#include <stdint.h>

/* Compresses `count` bytes at level 9 into `output`. The same bytes give the same result: no name, no time.
   Answers the length of the result; 0 where it does not fit into `capacity`; -1 where zlib fails or where either
   length does not fit into 32 bits. */
int64_t zlib_gzip(const uint8_t *input, size_t count, uint8_t *output, size_t capacity);

#endif
