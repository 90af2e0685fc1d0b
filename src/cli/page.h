/* page.h - a page about the command, set as text for a terminal or as source for man. */
#pragma once
#include "cli/command.h"

#include <stdio.h>

typedef struct {
    FILE *out;
    truce_lang lang;
    bool is_manual; /* roff */
    int width;      /* of text, in columns */
    int column;     /* of text, where the explanations of items begin */
} Page;

/* About a command, or about truce as a whole when it is NULL. */
void page_of(Page *page, const Command *command);

/* "truce-run", the name of the page; at most PAGE_NAME bytes with its end. */
enum { PAGE_NAME = 32 };
void page_name(const Command *command, char name[PAGE_NAME]);
