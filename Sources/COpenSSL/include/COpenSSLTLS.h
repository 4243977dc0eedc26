#ifndef COPENSSL_TLS_H
#define COPENSSL_TLS_H

// OpenSSL's call sequences for TLS in the target Net. An SSL object never sees a socket: each call lends it the
// ciphertext that came and memory for the ciphertext to send. Contexts may be shared by threads; an SSL object belongs
// to one thread at a time. Each function that can fail empties the thread's error queue first and leaves there why it
// failed, to be read before any other call.

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stddef.h>
#include <stdint.h>

/// A server's context: TLS 1.2 and 1.3, forward secrecy, stateless tickets, ALPN http/1.1; NULL where memory ran out.
SSL_CTX *copenssl_tls_server_new(void);
/// A client's context: TLS 1.2 and 1.3, the server's certificate is always verified. NULL where memory ran out.
SSL_CTX *copenssl_tls_client_new(void);

enum {
    COPENSSL_TLS_LOADED = 0,
    /// The errno is in `system_error`.
    COPENSSL_TLS_CERTIFICATE_UNREADABLE,
    COPENSSL_TLS_CERTIFICATE_NO_PEM,
    /// OpenSSL does not take it, for instance because its key is too short.
    COPENSSL_TLS_CERTIFICATE_REFUSED,
    /// The errno is in `system_error`.
    COPENSSL_TLS_KEY_UNREADABLE,
    COPENSSL_TLS_KEY_ENCRYPTED,
    COPENSSL_TLS_KEY_NO_PEM,
    COPENSSL_TLS_KEY_OF_ANOTHER,
};
/// Loads a server's certificate with its chain, and its key, both PEM.
int copenssl_tls_load(SSL_CTX *context, const char *certificate_file, const char *key_file, int *system_error);
/// Lets `context` take the tickets that `previous` gave. 1 or 0.
int copenssl_tls_keep_tickets(SSL_CTX *context, SSL_CTX *previous);
/// Trusts the system's roots (NULL) or only the certificates of a PEM file. 1 or 0.
int copenssl_tls_trust(SSL_CTX *context, const char *authority_file);
/// Offers protocols by ALPN, each with its length before it (RFC 7301 section 3.1). 1 or 0.
int copenssl_tls_offer(SSL_CTX *context, const uint8_t *protocols, size_t length);

/// One connection, or NULL where memory ran out. Release with SSL_free.
SSL *copenssl_tls_new(SSL_CTX *context, int is_server);
/// Whose certificate a client wants to see: a numeric address, or a name, which is also told to the server. 1 or 0.
int copenssl_tls_set_host(SSL *tls, const char *host);

/// What is lent for one call.
typedef struct {
    /// Ciphertext that came and was not read yet.
    const uint8_t *input;
    size_t input_length;
    /// Where ciphertext to send is written.
    uint8_t *output;
    size_t output_capacity;
    size_t output_length;
} copenssl_wire;

enum {
    COPENSSL_TLS_DONE = 0,
    /// The input is used up, and more is needed.
    COPENSSL_TLS_WANTS_INPUT,
    /// The output is full: send it and call again.
    COPENSSL_TLS_WANTS_OUTPUT,
    /// The peer said close_notify.
    COPENSSL_TLS_ENDED,
    COPENSSL_TLS_FAILED,
};
int copenssl_tls_handshake(SSL *tls, copenssl_wire *wire);
/// Decrypts all the input, as far as records are complete; DONE where `plain` became full.
int copenssl_tls_read(SSL *tls, copenssl_wire *wire, uint8_t *plain, size_t capacity, size_t *length);
/// Encrypts up to 16 KiB.
int copenssl_tls_write(SSL *tls, copenssl_wire *wire, const uint8_t *plain, size_t length);
/// Writes a close_notify.
int copenssl_tls_close(SSL *tls, copenssl_wire *wire);

/// Why the last call failed: the alert the peer sent (RFC 8446 section 6), or -1.
int copenssl_tls_alert(void);
/// Why the last call failed, in OpenSSL's words; NULL where it says nothing. The text is never freed.
const char *copenssl_tls_reason(void);
/// The protocol agreed on by ALPN, not terminated; its length, 0 for none.
size_t copenssl_tls_protocol(const SSL *tls, const uint8_t **protocol);

#endif
