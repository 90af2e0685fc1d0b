/* What somebody else's program does with Truce. */
#include <stdio.h>
#include <truce/truce.h>

int main(int count, char **arguments)
{
    truce_model *model = NULL;
    truce_options options = {.mechanisms = count > 2 ? arguments[2] : NULL};
    truce_status status = truce_read(count > 1 ? arguments[1] : "", &options, &model);
    if (status == TRUCE_OK)
        printf("Truce %s read \"%s\"\n", truce_version(), truce_title(model, TRUCE_EN));
    else if (model)
        fputs(truce_diagnostics(model, TRUCE_TEXT, false), stderr);
    truce_free(model);
    return status != TRUCE_OK;
}
