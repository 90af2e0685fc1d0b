#include "report/provenance.h"

static void put_list(Json *j, const char *key, const char *const *list)
{
    json_array(j, key);
    for (; list && *list; list++)
        json_text(j, NULL, *list);
    json_end(j);
}

static void put_files(Json *j, const Provenance *p)
{
    json_array(j, "files");
    for (int32_t k = 0; k < p->file_count; k++) {
        json_object(j, NULL);
        json_text(j, "name", p->files[k].name);
        json_text(j, "sha256", p->files[k].sha256);
        json_end(j);
    }
    json_end(j);
}

void provenance_json(Json *j, const Provenance *p)
{
    json_object(j, "metadata");
    json_whole(j, "format", 1);
    json_text(j, "command", p->command);
    if (p->again)
        json_text(j, "again", p->again);
    json_text(j, "truce_version", p->version);
    json_text(j, "model", p->title);
    json_text(j, "model_sha256", p->sha256);
    put_files(j, p);
    put_list(j, "set", p->sets);
    put_list(j, "under", p->under);
    json_number(j, "tolerance", p->tolerance);
    /* As a text: not every reader of JSON keeps 64 bits. */
    json_text(j, "seed",
              p->has_seed ? text_format(j->out->mem, "%llu", (unsigned long long)p->seed)
                          : NULL);
    json_end(j);
}
