/* well_formed.h - reading XML in a test, strictly, and apart from the code that wrote it.
 *
 * Enough of XML for a figure: elements, attributes in double quotes, the predefined
 * entities, character data.  Each fault fails the test with the place. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *at;    /* where we are */
    char open[32][32]; /* the elements around it */
    int depth;
    char ids[4000][48]; /* seen so far */
    int id_count;
} Xml;

static inline void xml_fault(const Xml *x, const char *what)
{
    fail_msg("%s at: %.60s", what, x->at);
}

static inline size_t xml_name(const char *at)
{
    return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_.");
}

/* Character data up to one of `ends`. */
static inline void xml_data(Xml *x, const char *ends)
{
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
    for (; *x->at && !strchr(ends, *x->at); x->at++) {
        bool is_known = *x->at != '&';
        for (int k = 0; k < 4; k++)
            is_known = is_known || !strncmp(x->at, entities[k], strlen(entities[k]));
        if (!is_known)
            xml_fault(x, "an entity that is none");
        if ((unsigned char)*x->at < ' ' && *x->at != '\n')
            xml_fault(x, "a control character");
    }
}

static inline void xml_note_id(Xml *x, const char *value, size_t length)
{
    char id[48];
    snprintf(id, sizeof id, "%.*s", (int)length, value);
    for (int k = 0; k < x->id_count; k++)
        if (!strcmp(x->ids[k], id))
            fail_msg("the id %s is used twice", id);
    assert_true(x->id_count < 4000);
    memcpy(x->ids[x->id_count++], id, sizeof id);
}

static inline void xml_attributes(Xml *x)
{
    while (*x->at == ' ') {
        const char *name = ++x->at;
        size_t length = xml_name(name);
        x->at += length;
        if (!length || strncmp(x->at, "=\"", 2) != 0)
            xml_fault(x, "an attribute without a value");
        const char *value = x->at += 2;
        xml_data(x, "\"<");
        if (*x->at != '"')
            xml_fault(x, "an attribute without an end");
        if (length == 2 && !strncmp(name, "id", 2))
            xml_note_id(x, value, (size_t)(x->at - value));
        x->at++;
    }
}

static inline void xml_element(Xml *x)
{
    bool closes = *++x->at == '/';
    x->at += closes;
    size_t length = xml_name(x->at);
    char name[32];
    if (!length || length >= sizeof name)
        xml_fault(x, "no name of an element");
    snprintf(name, sizeof name, "%.*s", (int)length, x->at);
    x->at += length;
    if (closes) {
        if (!x->depth || strcmp(x->open[--x->depth], name) != 0)
            xml_fault(x, "an element ends that is not open");
    } else {
        xml_attributes(x);
        if (*x->at == '/')
            x->at++;
        else if (x->depth < 32)
            memcpy(x->open[x->depth++], name, sizeof name);
        else
            xml_fault(x, "too deep");
    }
    if (*x->at++ != '>')
        xml_fault(x, "an element without an end");
}

/* One element, with a declaration before it or not, and nothing behind it; every id once. */
static inline void assert_well_formed(const char *text)
{
    static Xml x;
    memset(&x, 0, sizeof x);
    x.at = text;
    const char *declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    if (!strncmp(text, declaration, strlen(declaration)))
        x.at += strlen(declaration);
    do {
        if (*x.at != '<')
            xml_fault(&x, "no element");
        xml_element(&x);
        if (x.depth)
            xml_data(&x, "<");
    } while (x.depth);
    assert_string_equal(x.at, "\n");
}
