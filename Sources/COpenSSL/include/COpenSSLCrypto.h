#ifndef COPENSSL_CRYPTO_H
#define COPENSSL_CRYPTO_H

// OpenSSL's call sequences for the target Secrets, so that Swift makes one call with plain (pointer, length) pairs.
// A pointer may be NULL where its length is 0. Functions that return int give 1 for success and 0 for failure.

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

/// A context keyed for HMAC-SHA256, or NULL. Release with EVP_MAC_CTX_free. One thread at a time.
EVP_MAC_CTX *copenssl_hmac_sha256_new(const uint8_t *key, size_t key_length);
/// Starts a new message under the same key.
int copenssl_hmac_begin(EVP_MAC_CTX *context);
int copenssl_hmac_add(EVP_MAC_CTX *context, const uint8_t *bytes, size_t length);
/// Writes the 32 bytes of the code.
int copenssl_hmac_end(EVP_MAC_CTX *context, uint8_t code[32]);

int copenssl_sha256(const uint8_t *bytes, size_t length, uint8_t digest[32]);

/// 1 if equal; the time depends on the length only.
int copenssl_equal(const uint8_t *left, const uint8_t *right, size_t length);

int copenssl_random(uint8_t *bytes, size_t length);

/// scrypt (RFC 7914) with N = 2^log2_n.
int copenssl_scrypt(
    const uint8_t *password, size_t password_length, const uint8_t *salt, size_t salt_length, uint32_t log2_n,
    uint32_t r, uint32_t p, uint8_t *key, size_t key_length);

/// AES-256-GCM. `sealed` receives `length` bytes, `tag` 16.
int copenssl_aes256gcm_seal(
    const uint8_t key[32], const uint8_t nonce[12], const uint8_t *context, size_t context_length,
    const uint8_t *plain, size_t length, uint8_t *sealed, uint8_t tag[16]);

/// The reverse; 0 also where the tag does not fit. `plain` must then be thrown away.
int copenssl_aes256gcm_open(
    const uint8_t key[32], const uint8_t nonce[12], const uint8_t *context, size_t context_length,
    const uint8_t *sealed, size_t length, const uint8_t tag[16], uint8_t *plain);

#endif
