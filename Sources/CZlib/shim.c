#include "CZlib.h"

#include <zlib.h>

/* A window of 32 KiB, with the head and the checksum of gzip around the data. */
enum { GZIP_WINDOW = 15 + 16, MEMORY_LEVEL = 9 };

int64_t zlib_gzip(const uint8_t *input, size_t count, uint8_t *output, size_t capacity) {
    if (count > UINT32_MAX || capacity > UINT32_MAX) return -1;
    z_stream stream = {.next_in = (Bytef *)input, .avail_in = (uInt)count, .next_out = output, .avail_out = (uInt)capacity};
    int result = deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
    if (result != Z_OK) return -1;
    result = deflate(&stream, Z_FINISH);
    int64_t length = result == Z_STREAM_END ? (int64_t)stream.total_out : 0;
    deflateEnd(&stream);
    return result == Z_STREAM_ERROR ? -1 : length;
}
