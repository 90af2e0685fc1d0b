/* sha256.h - the SHA-256 of a text (FIPS 180-4), by libmd. */
#pragma once
#include <stdint.h>

enum { SHA256_BYTES = 32, SHA256_TEXT = 2 * SHA256_BYTES + 1 };

void sha256(const char *at, int64_t length, uint8_t bytes[SHA256_BYTES]);

/* In hexadecimal digits, as sha256sum writes them. */
void sha256_text(const char *at, int64_t length, char hex[SHA256_TEXT]);
