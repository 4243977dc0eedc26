#ifndef COPENSSL_H
#define COPENSSL_H
#include "COpenSSLCrypto.h"
#include "COpenSSLTLS.h"
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#endif
