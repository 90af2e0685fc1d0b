/* studied.h - a model studied in a test: many solves and questions of the one that was begun last. */
#pragma once
#include "played.h"
#include "study/study.h"

static Study study;
static Work work;

static void begin_with(const char *text, int32_t threads)
{
    study_close(&study);
    const Model *m = read_model(text);
    work = (Work){.mem = &memory, .threads = threads};
    study = (Study){
        .mem = &memory, .diags = &diags, .work = &work, .model = m, .tolerance = 1e-9};
}

static inline void begin(const char *text)
{
    begin_with(text, 1);
}

static int end(void **state)
{
    study_close(&study);
    study = (Study){0};
    return forget(state);
}
