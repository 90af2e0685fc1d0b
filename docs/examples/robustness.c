/* Under which assumptions does a claim hold?
 *
 *     cc robustness.c $(pkg-config --cflags --libs truce) -o robustness
 *     ./robustness models/first.truce words clarity
 *
 * Draws the model's parameters from their ranges and says in what share of the draws the
 * claim holds; then follows its margin over one parameter; then asks a question of its own at
 * points of its own. */
#include <truce/truce.h>

#include <stdio.h>
#include <string.h>

static int32_t claim_named(const truce_model *model, const char *name)
{
    for (int32_t k = 0; k < truce_count(model, TRUCE_CLAIMS); k++)
        if (strcmp(truce_name(model, TRUCE_CLAIMS, k), name) == 0)
            return k;
    return -1;
}

static truce_status over_draws(truce_model *model, const char *claim)
{
    truce_robustness r;
    truce_claims_plan plan = {.draws = 200, .seed = 1};
    truce_status status =
        truce_claim_over_draws(model, claim_named(model, claim), NULL, &plan, &r);
    if (status != TRUCE_OK)
        return status;
    printf("%s holds in %lld of %lld draws (%.1f%%, standard error %.1f)\n", claim,
           (long long)r.held, (long long)r.draws, 100 * r.share, 100 * r.standard_error);
    if (r.box_sides > 0)
        printf("it %s in %lld of %lld draws with %g < %s < %g\n",
               r.box_of_success ? "holds" : "fails", (long long)r.box_hits,
               (long long)r.box_draws, r.box_low[0], r.box_name[0], r.box_high[0]);
    return TRUCE_OK;
}

static truce_status over_parameter(truce_model *model, const char *claim, const char *x)
{
    truce_map map;
    truce_map_plan plan = {.x = x, .claim = claim, .x_count = 6};
    truce_status status = truce_map_answers(model, NULL, &plan, &map);
    for (int32_t k = 0; status == TRUCE_OK && k < map.x_count; k++)
        printf("%s = %-6g margin %+.3f\n", x, map.x[k], map.answer[k]);
    return status;
}

static truce_status at_points(truce_model *model, const char *x)
{
    const char *names[] = {x, "us.patience"};
    const char *questions[] = {"V(us)", "V(cn)"};
    const double points[] = {0.5, 0.9, 0.5, 0.95, 0.9, 0.9, 0.9, 0.95};
    double answers[8];
    truce_status status =
        truce_ask_at(model, NULL, names, 2, points, 4, questions, 2, answers);
    for (int k = 0; status == TRUCE_OK && k < 4; k++)
        printf("%s = %g, us.patience = %g: V(us) = %.3f, V(cn) = %.3f\n", x, points[2 * k],
               points[2 * k + 1], answers[2 * k], answers[2 * k + 1]);
    return status;
}

int main(int count, char **arguments)
{
    if (count != 4) {
        fprintf(stderr, "robustness MODEL CLAIM PARAMETER\n");
        return 2;
    }
    truce_model *model;
    truce_status status = truce_read(arguments[1], NULL, &model);
    if (status == TRUCE_OK)
        status = over_draws(model, arguments[2]);
    if (status == TRUCE_OK)
        status = over_parameter(model, arguments[2], arguments[3]);
    if (status == TRUCE_OK)
        status = at_points(model, arguments[3]);
    if (status != TRUCE_OK)
        fprintf(stderr, "%s%s\n", truce_diagnostics(model, TRUCE_TEXT, false),
                truce_message(model));
    truce_free(model);
    return status != TRUCE_OK;
}
