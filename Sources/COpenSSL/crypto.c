#include "COpenSSLCrypto.h"

#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/rand.h>

// Some functions take a NULL pointer for "keep the present value", so nothing is passed as an empty array.
static const uint8_t nothing[1];

static const uint8_t *present(const uint8_t *bytes, size_t length) { return length == 0 ? nothing : bytes; }

EVP_MAC_CTX *copenssl_hmac_sha256_new(const uint8_t *key, size_t key_length) {
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    if (mac == NULL) return NULL;
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);  // the context holds its own reference
    if (context == NULL) return NULL;
    const OSSL_PARAM settings[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0), OSSL_PARAM_construct_end()};
    if (EVP_MAC_init(context, present(key, key_length), key_length, settings) == 1) return context;
    EVP_MAC_CTX_free(context);
    return NULL;
}

int copenssl_hmac_begin(EVP_MAC_CTX *context) { return EVP_MAC_init(context, NULL, 0, NULL) == 1; }

int copenssl_hmac_add(EVP_MAC_CTX *context, const uint8_t *bytes, size_t length) {
    return length == 0 || EVP_MAC_update(context, bytes, length) == 1;
}

int copenssl_hmac_end(EVP_MAC_CTX *context, uint8_t code[32]) {
    size_t written = 0;
    return EVP_MAC_final(context, code, &written, 32) == 1 && written == 32;
}

int copenssl_sha256(const uint8_t *bytes, size_t length, uint8_t digest[32]) {
    unsigned int written = 0;
    return EVP_Digest(present(bytes, length), length, digest, &written, EVP_sha256(), NULL) == 1 && written == 32;
}

int copenssl_equal(const uint8_t *left, const uint8_t *right, size_t length) {
    return length == 0 || CRYPTO_memcmp(left, right, length) == 0;
}

int copenssl_random(uint8_t *bytes, size_t length) {
    return length <= INT_MAX && (length == 0 || RAND_bytes(bytes, (int)length) == 1);
}

int copenssl_scrypt(
    const uint8_t *password, size_t password_length, const uint8_t *salt, size_t salt_length, uint32_t log2_n,
    uint32_t r, uint32_t p, uint8_t *key, size_t key_length) {
    if (log2_n > 30) return 0;
    uint64_t n = (uint64_t)1 << log2_n;
    // What the algorithm itself needs (RFC 7914 section 2), and a little for OpenSSL's bookkeeping.
    uint64_t memory = 128 * (uint64_t)r * (n + p + 2) + (1 << 20);
    return EVP_PBE_scrypt(
               (const char *)present(password, password_length), password_length, present(salt, salt_length),
               salt_length, n, r, p, memory, key, key_length) == 1;
}

// One direction of AES-256-GCM up to the tag. Lengths beyond int are refused.
static int gcm_run(
    EVP_CIPHER_CTX *cipher, int encrypt, const uint8_t *key, const uint8_t *nonce, const uint8_t *context,
    size_t context_length, const uint8_t *input, size_t length, uint8_t *output) {
    int written = 0;
    if (length > INT_MAX || context_length > INT_MAX) return 0;
    // 12 bytes is GCM's own nonce length, so none has to be set.
    if (EVP_CipherInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce, encrypt) != 1) return 0;
    if (context_length > 0 && EVP_CipherUpdate(cipher, NULL, &written, context, (int)context_length) != 1) return 0;
    return length == 0 || EVP_CipherUpdate(cipher, output, &written, input, (int)length) == 1;
}

int copenssl_aes256gcm_seal(
    const uint8_t key[32], const uint8_t nonce[12], const uint8_t *context, size_t context_length,
    const uint8_t *plain, size_t length, uint8_t *sealed, uint8_t tag[16]) {
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    if (cipher == NULL) return 0;
    uint8_t rest[16];
    int written = 0;
    int done = gcm_run(cipher, 1, key, nonce, context, context_length, plain, length, sealed) &&
               EVP_CipherFinal_ex(cipher, rest, &written) == 1 &&
               EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, 16, tag) == 1;
    EVP_CIPHER_CTX_free(cipher);
    return done;
}

int copenssl_aes256gcm_open(
    const uint8_t key[32], const uint8_t nonce[12], const uint8_t *context, size_t context_length,
    const uint8_t *sealed, size_t length, const uint8_t tag[16], uint8_t *plain) {
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    if (cipher == NULL) return 0;
    uint8_t rest[16];
    int written = 0;
    int done = gcm_run(cipher, 0, key, nonce, context, context_length, sealed, length, plain) &&
               EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, 16, (void *)tag) == 1 &&
               EVP_CipherFinal_ex(cipher, rest, &written) == 1;
    EVP_CIPHER_CTX_free(cipher);
    return done;
}
