/* embed.h - a file, put into the library when it is built.
 *
 * EMBED(name, "path") defines name[] and name_end[]: the file's bytes, then a NUL.
 */
#pragma once

#define EMBED(name, path)                                                                  \
    __asm__(".pushsection .rodata\n"                                                       \
            ".balign 8\n"                                                                  \
            ".global " #name "\n"                                                          \
            ".hidden " #name "\n" #name ":\n"                                              \
            ".incbin \"" path "\"\n"                                                       \
            ".global " #name "_end\n"                                                      \
            ".hidden " #name "_end\n" #name "_end:\n"                                      \
            ".byte 0\n"                                                                    \
            ".popsection\n");                                                              \
    extern const char name[] __attribute__((visibility("hidden")));                        \
    extern const char name##_end[] __attribute__((visibility("hidden")))
