#include "COpenSSLTLS.h"

#include <errno.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

// A BIO over lent memory: its data is the wire of the call at hand, NULL between calls.

static int lent_read(BIO *bio, char *bytes, int capacity) {
    copenssl_wire *wire = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (wire == NULL || wire->input_length == 0 || capacity <= 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    size_t count = wire->input_length < (size_t)capacity ? wire->input_length : (size_t)capacity;
    memcpy(bytes, wire->input, count);
    wire->input += count;
    wire->input_length -= count;
    return (int)count;
}

static int lent_write(BIO *bio, const char *bytes, int length) {
    copenssl_wire *wire = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (length <= 0) return 0;
    size_t room = wire == NULL ? 0 : wire->output_capacity - wire->output_length;
    if (room == 0) {
        BIO_set_retry_write(bio);
        return -1;
    }
    size_t count = room < (size_t)length ? room : (size_t)length;
    memcpy(wire->output + wire->output_length, bytes, count);
    wire->output_length += count;
    return (int)count;
}

static long lent_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
static BIO_METHOD *lent_method;

static void make_method(void) {
    lent_method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "lent memory");
    if (lent_method == NULL) return;
    BIO_meth_set_read(lent_method, lent_read);
    BIO_meth_set_write(lent_method, lent_write);
    BIO_meth_set_ctrl(lent_method, lent_control);
}

// Contexts

static const char *const ciphers_of_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
static const char *const ciphers_of_1_3 =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

static SSL_CTX *context_new(const SSL_METHOD *method) {
    SSL_CTX *context = SSL_CTX_new(method);
    if (context == NULL) return NULL;
    // Everything is said here, so that nothing of the machine's own OpenSSL configuration holds.
    int done = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
        SSL_CTX_set_max_proto_version(context, 0) == 1 &&
        SSL_CTX_set_cipher_list(context, ciphers_of_1_2) == 1 &&
        SSL_CTX_set_ciphersuites(context, ciphers_of_1_3) == 1 &&
        SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1;
    if (!done) {
        SSL_CTX_free(context);
        return NULL;
    }
    SSL_CTX_set_security_level(context, 2);
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    return context;
}

// A client that offers protocols without ours is refused (RFC 7301 section 3.2).
static int choose_protocol(
    SSL *tls, const unsigned char **chosen, unsigned char *length, const unsigned char *offered,
    unsigned int offered_length, void *argument) {
    static const unsigned char ours[] = "\x08http/1.1";
    (void)tls;
    (void)argument;
    unsigned char *found;
    if (SSL_select_next_proto(&found, length, ours, sizeof ours - 1, offered, offered_length) !=
        OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

SSL_CTX *copenssl_tls_server_new(void) {
    static const unsigned char name[] = "http";
    ERR_clear_error();
    SSL_CTX *context = context_new(TLS_server_method());
    if (context == NULL) return NULL;
    SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_session_id_context(context, name, sizeof name - 1);
    SSL_CTX_set_timeout(context, 3600);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
    return context;
}

SSL_CTX *copenssl_tls_client_new(void) {
    ERR_clear_error();
    SSL_CTX *context = context_new(TLS_client_method());
    if (context != NULL) SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    return context;
}

// Notes that a password was wanted, and gives none.
static int refuse_password(char *password, int capacity, int for_writing, void *was_asked) {
    (void)password;
    (void)capacity;
    (void)for_writing;
    *(int *)was_asked = 1;
    return -1;
}

static int load_certificate(SSL_CTX *context, const char *file) {
    if (SSL_CTX_use_certificate_chain_file(context, file) == 1) return COPENSSL_TLS_LOADED;
    // The first error in the queue is the cause: one of TLS's own came after the file was understood.
    int is_read = ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_SSL;
    return is_read ? COPENSSL_TLS_CERTIFICATE_REFUSED : COPENSSL_TLS_CERTIFICATE_NO_PEM;
}

static int load_key(SSL_CTX *context, FILE *file) {
    int was_asked = 0;
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, refuse_password, &was_asked);
    if (key == NULL) return was_asked ? COPENSSL_TLS_KEY_ENCRYPTED : COPENSSL_TLS_KEY_NO_PEM;
    int fits = X509_check_private_key(SSL_CTX_get0_certificate(context), key) == 1 &&
        SSL_CTX_use_PrivateKey(context, key) == 1;
    EVP_PKEY_free(key);  // the context holds its own reference
    return fits ? COPENSSL_TLS_LOADED : COPENSSL_TLS_KEY_OF_ANOTHER;
}

int copenssl_tls_load(SSL_CTX *context, const char *certificate_file, const char *key_file, int *system_error) {
    ERR_clear_error();
    FILE *file = fopen(certificate_file, "re");
    *system_error = errno;
    if (file == NULL) return COPENSSL_TLS_CERTIFICATE_UNREADABLE;
    fclose(file);
    int result = load_certificate(context, certificate_file);
    if (result != COPENSSL_TLS_LOADED) return result;
    file = fopen(key_file, "re");
    *system_error = errno;
    if (file == NULL) return COPENSSL_TLS_KEY_UNREADABLE;
    result = load_key(context, file);
    fclose(file);
    return result;
}

int copenssl_tls_keep_tickets(SSL_CTX *context, SSL_CTX *previous) {
    unsigned char keys[256];
    ERR_clear_error();
    long length = SSL_CTX_get_tlsext_ticket_keys(previous, NULL, 0);
    if (length <= 0 || length > (long)sizeof keys) return 0;
    int done = SSL_CTX_get_tlsext_ticket_keys(previous, keys, length) == 1 &&
        SSL_CTX_set_tlsext_ticket_keys(context, keys, length) == 1;
    OPENSSL_cleanse(keys, sizeof keys);
    return done;
}

int copenssl_tls_trust(SSL_CTX *context, const char *authority_file) {
    ERR_clear_error();
    if (authority_file == NULL) return SSL_CTX_set_default_verify_paths(context) == 1;
    return SSL_CTX_load_verify_file(context, authority_file) == 1;
}

int copenssl_tls_offer(SSL_CTX *context, const uint8_t *protocols, size_t length) {
    ERR_clear_error();
    return length <= UINT_MAX && SSL_CTX_set_alpn_protos(context, protocols, (unsigned int)length) == 0;
}

// Connections

SSL *copenssl_tls_new(SSL_CTX *context, int is_server) {
    ERR_clear_error();
    if (CRYPTO_THREAD_run_once(&once, make_method) != 1 || lent_method == NULL) return NULL;
    SSL *tls = SSL_new(context);
    BIO *bio = BIO_new(lent_method);
    if (tls == NULL || bio == NULL) {
        SSL_free(tls);
        BIO_free(bio);
        return NULL;
    }
    BIO_set_init(bio, 1);
    SSL_set_bio(tls, bio, bio);  // takes the one reference for both directions
    if (is_server) SSL_set_accept_state(tls);
    else SSL_set_connect_state(tls);
    return tls;
}

int copenssl_tls_set_host(SSL *tls, const char *host) {
    X509_VERIFY_PARAM *wanted = SSL_get0_param(tls);
    ERR_clear_error();
    // An empty name would switch the check off.
    if (host[0] == 0) return 0;
    if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host) == 1) return 1;
    ERR_clear_error();
    // RFC 9525 section 6: the names are those of the extension, never that of the subject.
    X509_VERIFY_PARAM_set_hostflags(
        wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    return X509_VERIFY_PARAM_set1_host(wanted, host, strlen(host)) == 1 && SSL_set_tlsext_host_name(tls, host) == 1;
}

static void lend(SSL *tls, copenssl_wire *wire) {
    ERR_clear_error();
    BIO_set_data(SSL_get_rbio(tls), wire);
}

// Ends the loan: nothing lent may be touched after the call.
static int outcome(SSL *tls, int result) {
    int error = result > 0 ? SSL_ERROR_NONE : SSL_get_error(tls, result);
    BIO_set_data(SSL_get_rbio(tls), NULL);
    switch (error) {
    case SSL_ERROR_NONE: return COPENSSL_TLS_DONE;
    case SSL_ERROR_WANT_READ: return COPENSSL_TLS_WANTS_INPUT;
    case SSL_ERROR_WANT_WRITE: return COPENSSL_TLS_WANTS_OUTPUT;
    case SSL_ERROR_ZERO_RETURN: return COPENSSL_TLS_ENDED;
    default: return COPENSSL_TLS_FAILED;
    }
}

int copenssl_tls_handshake(SSL *tls, copenssl_wire *wire) {
    lend(tls, wire);
    return outcome(tls, SSL_do_handshake(tls));
}

int copenssl_tls_read(SSL *tls, copenssl_wire *wire, uint8_t *plain, size_t capacity, size_t *length) {
    int result = 1;
    lend(tls, wire);
    *length = 0;
    while (result == 1 && *length < capacity) {
        size_t count = 0;
        result = SSL_read_ex(tls, plain + *length, capacity - *length, &count);
        *length += count;
    }
    return outcome(tls, result);
}

int copenssl_tls_write(SSL *tls, copenssl_wire *wire, const uint8_t *plain, size_t length) {
    size_t written = 0;
    if (length == 0 || length > SSL3_RT_MAX_PLAIN_LENGTH) return COPENSSL_TLS_FAILED;
    lend(tls, wire);
    return outcome(tls, SSL_write_ex(tls, plain, length, &written));
}

int copenssl_tls_close(SSL *tls, copenssl_wire *wire) {
    lend(tls, wire);
    int result = SSL_shutdown(tls);
    // 0: ours is written, the peer's did not come yet, which is no failure.
    return outcome(tls, result == 0 ? 1 : result);
}

int copenssl_tls_alert(void) {
    unsigned long error = ERR_peek_error();
    if (ERR_GET_LIB(error) != ERR_LIB_SSL || ERR_GET_REASON(error) < SSL_AD_REASON_OFFSET) return -1;
    int alert = ERR_GET_REASON(error) - SSL_AD_REASON_OFFSET;
    return alert <= UINT8_MAX ? alert : -1;
}

const char *copenssl_tls_reason(void) {
    unsigned long error = ERR_peek_error();
    return error == 0 ? NULL : ERR_reason_error_string(error);
}

size_t copenssl_tls_protocol(const SSL *tls, const uint8_t **protocol) {
    unsigned int length = 0;
    SSL_get0_alpn_selected(tls, protocol, &length);
    return length;
}
