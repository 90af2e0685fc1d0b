#include "base/sha256.h"

#include <sha2.h>
#include <sys/types.h>

void sha256(const char *at, int64_t length, uint8_t bytes[SHA256_BYTES])
{
    SHA2_CTX state;
    SHA256Init(&state);
    SHA256Update(&state, (const uint8_t *)at, (size_t)length);
    SHA256Final(bytes, &state);
}

void sha256_text(const char *at, int64_t length, char hex[SHA256_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[SHA256_BYTES];
    sha256(at, length, bytes);
    for (int k = 0; k < SHA256_BYTES; k++) {
        *hex++ = digits[bytes[k] >> 4];
        *hex++ = digits[bytes[k] & 15];
    }
    *hex = '\0';
}
