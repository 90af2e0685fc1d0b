#include "base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The examples of FIPS 180-2, appendix B, and the empty text. */
static void the_standards_examples_come_out(void **state)
{
    static const struct {
        const char *text, *hex;
    } examples[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t k = 0; k < sizeof examples / sizeof *examples; k++) {
        char hex[SHA256_TEXT];
        sha256_text(examples[k].text, (int64_t)strlen(examples[k].text), hex);
        assert_string_equal(hex, examples[k].hex);
    }
}

static void bytes_and_digits_say_the_same(void **state)
{
    uint8_t bytes[SHA256_BYTES];
    sha256("abc", 3, bytes);
    assert_int_equal(bytes[0], 0xba);
    assert_int_equal(bytes[SHA256_BYTES - 1], 0xad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_examples_come_out),
        cmocka_unit_test(bytes_and_digits_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
