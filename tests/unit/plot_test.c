/* The figures, as they come out of the public interface. */
#include "truce/truce.h"

#include <math.h>
#include <stdlib.h>

#include "well_formed.h"

/* Something of everything: a number with a spread, a truth, an event, claims, a lottery without a
 * name, choices one after the other and at once, and texts that are no XML. */
static const char everything[] =
    "model \"War & <peace>\" zh \"战争与和平\"\n"
    "period 1 month from 2026-01-01 for 12\n"
    "param cost = 0.5 in 0.1..0.9 \"What it costs\" zh \"代价\"\n"
    "param luck = 40% in 20%..60%\n"
    "param fixed = 2\n"
    "player a \"Alpha\" zh \"甲\" { precision 2 }\n"
    "player b \"Beta\" zh \"乙\" { precision 2 }\n"
    "state level : 0..12 = 3 \"The level\" zh \"水平\"\n"
    "state open : bool = no \"It is open\" zh \"开放\"\n"
    "event rise \"It rises\" zh \"上升\"\n"
    "each period {\n"
    "  a chooses act \"Alpha's act\" zh \"甲的举动\" {\n"
    "    up \"goes up\" zh \"向上\" if level < top(level) { level += 1  event rise }\n"
    "    stay \"stays\" zh \"不动\"\n"
    "  }\n"
    "  together {\n"
    "    a chooses one { x y }\n"
    "    b chooses two { x y }\n"
    "  }\n"
    "  if one == x and two == x { open := yes }\n"
    "  if open { chance { luck : open := no  rest : nothing } }\n"
    "  pay a level * cost - (if open then 1 else 0)  pay b (if open then 1 else 0) - level "
    "/ fixed\n"
    "}\n"
    "measure height = level \"How high\" zh \"多高\"\n"
    "measure is_open = open \"Open\" zh \"开\"\n"
    "measure is_high = level > 6 \"High\" zh \"高\"\n"
    "measure is_low = level <= 6 and not open \"Low and closed\" zh \"低且不开\"\n"
    "variant dear \"Dear\" zh \"贵\" { cost = 0.9 }\n"
    "claim falls { \"It falls when dear\" zh \"贵则降\"\n"
    "  holds E(height at end) under dear < E(height at end) and V(a) > V(b) }\n";

static const char *const figures[] = {"fan",      "outcomes", "events",    "claims",
                                      "variants", "policy",   "structure", "tornado",
                                      "map",      "profile"};
enum { FIGURES = sizeof figures / sizeof *figures };

static truce_model *model_in(truce_lang lang)
{
    truce_model *model;
    truce_options options = {.lang = lang, .threads = 2};
    truce_status status =
        truce_read_text("everything", everything, strlen(everything), &options, &model);
    if (status != TRUCE_OK)
        fail_msg("%s", truce_diagnostics(model, TRUCE_TEXT, false));
    return model;
}

static truce_figure figure_called(const char *name)
{
    static const truce_map_plan map = {.x = "cost",
                                       .y = "luck",
                                       .question = "E(height at end)",
                                       .x_count = 3,
                                       .y_count = 4,
                                       .has_level = true,
                                       .level = 11.5};
    static const truce_map_plan line = {
        .x = "cost", .question = "E(height at end)", .x_count = 5};
    return (truce_figure){.name = name,
                          .ask = "E(height at end)",
                          .map = strcmp(name, "profile") ? &map : &line};
}

static const char *drawn(truce_model *model, const truce_figure *figure, truce_format form,
                         size_t *length)
{
    const char *at = NULL;
    truce_status status = truce_plot(model, NULL, figure, form, &at, length);
    if (status != TRUCE_OK)
        fail_msg("%s: %s %s", figure->name, truce_message(model),
                 truce_diagnostics(model, TRUCE_TEXT, false));
    return at;
}

/* ------------------------------------------------------------------ form */

static void figures_are_well_formed_and_say_what_they_show(void **state)
{
    (void)state;
    for (int lang = TRUCE_EN; lang <= TRUCE_ZH; lang++) {
        truce_model *model = model_in((truce_lang)lang);
        for (int k = 0; k < FIGURES; k++)
            for (int32_t width = 320; width <= 1600; width += 640) {
                truce_figure figure = figure_called(figures[k]);
                figure.width = width;
                figure.theme = (truce_theme)(k % 3);
                size_t length;
                const char *svg = drawn(model, &figure, TRUCE_SVG, &length);
                char title[64];
                assert_int_equal(length, strlen(svg));
                assert_well_formed(svg);
                snprintf(title, sizeof title, "<title id=\"%s-title\">", figures[k]);
                assert_non_null(strstr(svg, title));
                snprintf(title, sizeof title, "<desc id=\"%s-desc\">", figures[k]);
                assert_non_null(strstr(svg, title));
                assert_null(strstr(svg, "nan"));
                assert_null(strstr(svg, "-2147483648"));
            }
        truce_free(model);
    }
}

static void the_same_numbers_give_the_same_bytes(void **state)
{
    (void)state;
    truce_model *a = model_in(TRUCE_EN), *b = model_in(TRUCE_EN);
    for (int k = 0; k < FIGURES; k++) {
        truce_figure figure = figure_called(figures[k]);
        size_t length;
        assert_string_equal(drawn(a, &figure, TRUCE_SVG, &length),
                            drawn(b, &figure, TRUCE_SVG, &length));
    }
    truce_free(a);
    truce_free(b);
}

static uint32_t big_endian(const char *at)
{
    const unsigned char *u = (const unsigned char *)at;
    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static void pictures_have_the_size_that_was_asked_for(void **state)
{
    (void)state;
    truce_model *model = model_in(TRUCE_ZH);
    truce_figure figure = {.name = "outcomes", .width = 400};
    size_t length;
    const char *png = drawn(model, &figure, TRUCE_PNG, &length);
    assert_memory_equal(png, "\x89PNG\r\n\x1a\n", 8);
    assert_int_equal(big_endian(png + 16), 800);
    assert_memory_equal(png + length - 8, "IEND", 4);
    const char *pdf = drawn(model, &figure, TRUCE_PDF, &length);
    assert_memory_equal(pdf, "%PDF-", 5);
    assert_memory_equal(pdf + length - 6, "%%EOF\n", 6);
    truce_free(model);
}

/* ------------------------------------------------------------------ numbers */

typedef struct {
    double at[20000];
    int count;
} Numbers;

/* All numbers of a CSV or JSON text. */
static void collect(Numbers *n, const char *text)
{
    for (const char *at = text; *at;) {
        char *end = (char *)at;
        bool begins = at == text || strchr(",:[ \n", at[-1]);
        double x =
            begins && (*at == '-' || (*at >= '0' && *at <= '9')) ? strtod(at, &end) : 0;
        if (end == at) {
            at++;
            continue;
        }
        assert_true(n->count < 20000);
        n->at[n->count++] = x;
        at = end;
    }
}

/* Is `shown` one of the numbers, rounded to its decimals? */
static bool is_among(const Numbers *n, double shown, int decimals, bool is_share)
{
    double scale = is_share ? 100 : 1, half = 0.5001 * pow(10, -decimals);
    for (int k = 0; k < n->count; k++)
        if (fabs(scale * n->at[k] - shown) <= half)
            return true;
    return false;
}

/* Every text that is a number and no faint mark of a scale. */
static int check_numbers(const Numbers *n, const char *svg, const char *figure)
{
    int checked = 0;
    for (const char *at = svg; (at = strstr(at, "<text ")); at++) {
        bool is_faint = !strncmp(at + 6, "class=\"t-faint", 14);
        const char *text = strchr(at, '>') + 1;
        char *end;
        double shown = strtod(text, &end);
        bool is_share = *end == '%';
        if (end == text || is_faint || strncmp(end + is_share, "</text>", 7) != 0)
            continue;
        const char *point = memchr(text, '.', (size_t)(end - text));
        int decimals = point ? (int)(end - point) - 1 : 0;
        if (!is_among(n, shown, decimals, is_share))
            fail_msg("%s: %.*s is in no table", figure, (int)(end - text), text);
        checked++;
    }
    return checked;
}

static void every_number_of_a_figure_stands_in_its_table_and_in_the_report(void **state)
{
    (void)state;
    static Numbers table, report;
    truce_model *model = model_in(TRUCE_EN);
    const char *json;
    assert_int_equal(truce_report(model, NULL, TRUCE_JSON, NULL, &json), TRUCE_OK);
    report.count = 0;
    collect(&report, json);
    int checked = 0;
    for (int k = 0; k < FIGURES; k++) {
        truce_figure figure = figure_called(figures[k]);
        size_t length;
        table.count = 0;
        collect(&table, drawn(model, &figure, TRUCE_CSV, &length));
        if (strcmp(figures[k], "map") == 0) /* whose level is the reader's */
            table.at[table.count++] = figure.map->level;
        const char *svg = drawn(model, &figure, TRUCE_SVG, &length);
        if (strcmp(figures[k], "events") != 0) /* whose sums are of the table's columns */
            checked += check_numbers(&table, svg, figures[k]);
        if (strcmp(figures[k], "tornado") != 0 && strcmp(figures[k], "map") != 0)
            checked += check_numbers(&report, svg, figures[k]);
    }
    assert_true(checked > 60);
    truce_free(model);
}

static double asked(truce_model *model, const char *question)
{
    double answer;
    assert_int_equal(truce_ask(model, question, NULL, &answer), TRUCE_OK);
    return answer;
}

/* The low and the high end of a parameter, as `--set` gives them to another model. */
static void a_tornado_says_what_setting_the_parameter_says(void **state)
{
    (void)state;
    truce_model *model = model_in(TRUCE_EN);
    truce_figure figure = figure_called("tornado");
    size_t length;
    const char *row = strstr(drawn(model, &figure, TRUCE_CSV, &length), "\ncost,");
    assert_non_null(row);
    double found[2];
    assert_int_equal(
        sscanf(row, "\ncost,What it costs,0.1,0.9,%lf,%lf", &found[0], &found[1]), 2);
    static const char *const ends[] = {"cost=0.1", "cost=0.9"};
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = {ends[k], NULL};
        truce_options options = {.sets = sets};
        truce_model *other;
        assert_int_equal(
            truce_read_text("everything", everything, strlen(everything), &options, &other),
            TRUCE_OK);
        assert_true(fabs(asked(other, "E(height at end)") - found[k]) < 1e-12);
        truce_free(other);
    }
    /* `fixed` has no range, and nothing of the trials stays behind. */
    assert_null(strstr(row, "\nfixed,"));
    assert_int_equal(truce_count(model, TRUCE_VARIANTS), 1);
    truce_free(model);
}

static int count_of(const char *text, const char *part)
{
    int count = 0;
    while ((text = strstr(text, part))) {
        text += strlen(part);
        count++;
    }
    return count;
}

/* The numbers are those of truce_map_answers, and `truce map --format svg` is this drawing. */
static void a_map_has_the_answers_and_the_line(void **state)
{
    (void)state;
    truce_model *model = model_in(TRUCE_EN);
    truce_figure figure = figure_called("map");
    size_t length;
    truce_map map;
    assert_int_equal(truce_map_answers(model, NULL, figure.map, &map), TRUCE_OK);
    const char *at = strchr(drawn(model, &figure, TRUCE_CSV, &length), '\n') + 1;
    for (int32_t y = 0; y < map.y_count; y++)
        for (int32_t x = 0; x < map.x_count; x++) {
            double row[3];
            assert_int_equal(sscanf(at, "%lf,%lf,%lf", &row[0], &row[1], &row[2]), 3);
            assert_true(row[0] == map.x[x] && row[1] == map.y[y]);
            assert_true(row[2] == map.answer[y * map.x_count + x]);
            at = strchr(at, '\n') + 1;
        }
    assert_string_equal(at, "");
    assert_true(map.line_count > 0);
    const char *svg = drawn(model, &figure, TRUCE_SVG, &length), *report;
    /* Each line twice, dark within light, and its label. */
    const char *level = strstr(svg, "<g id=\"map-level\">");
    assert_non_null(level);
    char *group = strndup(level, (size_t)(strstr(level, "</g>") - level));
    assert_int_equal(count_of(group, "<path"), 2 * map.line_count);
    assert_non_null(strstr(group, ">11.5</text>"));
    free(group);
    assert_non_null(strstr(svg, "The line: where the answer is 11.5."));
    assert_int_equal(truce_report_map(model, NULL, figure.map, TRUCE_SVG, NULL, &report),
                     TRUCE_OK);
    assert_string_equal(report, svg);
    truce_free(model);
}

/* The numbers are those of truce_map_answers, and `truce profile --format svg` is this drawing. */
static void a_profile_has_the_answers(void **state)
{
    (void)state;
    truce_model *model = model_in(TRUCE_EN);
    truce_figure figure = figure_called("profile");
    size_t length;
    truce_map map;
    assert_int_equal(truce_map_answers(model, NULL, figure.map, &map), TRUCE_OK);
    const char *at = strchr(drawn(model, &figure, TRUCE_CSV, &length), '\n') + 1;
    for (int32_t x = 0; x < map.x_count; x++) {
        double row[2];
        assert_int_equal(sscanf(at, "%lf,%lf", &row[0], &row[1]), 2);
        assert_true(row[0] == map.x[x] && row[1] == map.answer[x]);
        at = strchr(at, '\n') + 1;
    }
    assert_string_equal(at, "");
    const char *svg = drawn(model, &figure, TRUCE_SVG, &length), *report;
    assert_non_null(strstr(svg, "E(height at end) over one parameter"));
    assert_int_equal(count_of(svg, "<circle"), 2); /* the ring of the model as written */
    assert_int_equal(truce_report_map(model, NULL, figure.map, TRUCE_SVG, NULL, &report),
                     TRUCE_OK);
    assert_string_equal(report, svg);
    truce_free(model);
}

/* `truce sensitivity --format svg` is the figure of `truce plot`, by whatever method. */
static void a_sensitivity_is_drawn_as_its_tornado(void **state)
{
    (void)state;
    truce_model *model = model_in(TRUCE_EN);
    truce_figure figure = figure_called("tornado");
    size_t length;
    const char *svg = drawn(model, &figure, TRUCE_SVG, &length), *report;
    static const truce_method methods[] = {TRUCE_TORNADO, TRUCE_SOBOL};
    for (int k = 0; k < 2; k++) {
        const truce_sensitivity_plan plan = {
            .question = figure.ask, .method = methods[k], .draws = 4};
        assert_int_equal(
            truce_report_sensitivity(model, NULL, &plan, TRUCE_SVG, NULL, &report),
            TRUCE_OK);
        assert_string_equal(report, svg);
    }
    truce_free(model);
}

static void a_map_of_a_claim_says_what_the_claim_says(void **state)
{
    (void)state;
    truce_model *model = model_in(TRUCE_EN);
    const truce_map_plan plan = {
        .x = "cost", .y = "luck", .claim = "falls", .x_count = 3, .y_count = 3};
    const truce_figure figure = {.name = "map", .map = &plan};
    size_t length;
    const char *svg = drawn(model, &figure, TRUCE_SVG, &length);
    assert_well_formed(svg);
    assert_non_null(strstr(svg, "It falls when dear. The ring"));
    assert_non_null(strstr(svg, "where the claim turns"));
    truce_free(model);
}

static void the_odds_of_outcomes_make_a_whole(void **state)
{
    (void)state;
    truce_model *model = model_in(TRUCE_EN);
    const char *const shown[] = {"open", NULL};
    truce_figure figure = {.name = "outcomes", .show = shown};
    size_t length;
    const char *csv = drawn(model, &figure, TRUCE_CSV, &length);
    double sums[13] = {0}, p;
    int period, rows = 0;
    for (const char *at = strchr(csv, '\n') + 1; *at; at = strchr(at, '\n') + 1, rows++) {
        assert_int_equal(sscanf(at, "open == %*[^,],%*[^,],%d,%*[^,],%lf", &period, &p), 2);
        sums[period] += p;
    }
    assert_int_equal(rows, 26);
    for (int t = 0; t < 13; t++)
        assert_true(fabs(sums[t] - 1) < 1e-12);
    truce_free(model);
}

/* Of the three truths the first and the third exclude each other, and leave a rest. */
static void outcomes_are_measures_that_exclude_each_other(void **state)
{
    (void)state;
    truce_model *model = model_in(TRUCE_EN);
    truce_figure figure = {.name = "outcomes"};
    size_t length;
    const char *csv = drawn(model, &figure, TRUCE_CSV, &length);
    assert_non_null(strstr(csv, "\nis_open,Open,0,2026-01-01,0\n"));
    assert_non_null(strstr(csv, "\nis_low,Low and closed,0,2026-01-01,1\n"));
    assert_non_null(strstr(csv, "\nrest,None of these,0,2026-01-01,0\n"));
    assert_null(strstr(csv, "\nis_high,"));
    double rest, high, open;
    assert_int_equal(sscanf(strstr(csv, "\nrest,None of these,12,"),
                            "\nrest,None of these,12,%*[^,],%lf", &rest),
                     1);
    assert_int_equal(truce_ask(model, "P(level > 6 and not open at 12)", NULL, &high),
                     TRUCE_OK);
    assert_int_equal(truce_ask(model, "P(open at 12)", NULL, &open), TRUCE_OK);
    assert_true(fabs(rest - high) < 1e-12 && rest > 0.1 && open > 0.1);
    truce_free(model);
}

/* In a model with types a truth may hang on what is believed, and then not on the state alone. */
static void outcomes_may_hang_on_beliefs(void **state)
{
    (void)state;
    static const char text[] =
        "period 1 month for 3  player a { precision 1 }  player b { precision 1 }\n"
        "type a.nerve : soft, hard = { 60% : soft  rest : hard }  state s : 0..1 = 0\n"
        "each period { a chooses x { stay { s := 0 }  go { s := 1  pay a (if nerve == hard "
        "then 1 else -1) } }\n"
        "  b chooses y { wait  act { pay b believed(nerve == hard) - 0.5 } } }\n"
        "measure feared = believed(nerve == hard) > 0.5\n"
        "measure unclear = believed(nerve == hard) <= 0.5 and s == 1\n";
    truce_model *model;
    truce_options options = {.threads = 2};
    assert_int_equal(truce_read_text("nerve", text, strlen(text), &options, &model),
                     TRUCE_OK);
    truce_figure figure = {.name = "outcomes"};
    size_t length;
    const char *csv = drawn(model, &figure, TRUCE_CSV, &length);
    for (int t = 0; t <= 3; t++) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            static const char *const rows[] = {"feared,feared", "unclear,unclear",
                                               "rest,None of these"};
            static const char *const truths[] = {
                "believed(nerve == hard) > 0.5",
                "believed(nerve == hard) <= 0.5 and s == 1",
                "believed(nerve == hard) <= 0.5 and s == 0"};
            double share, answer;
            char row[80], question[120];
            snprintf(row, sizeof row, "\n%s,%d,", rows[k], t);
            snprintf(question, sizeof question, "P(%s at %d)", truths[k], t);
            assert_non_null(strstr(csv, row));
            assert_int_equal(sscanf(strstr(csv, row) + strlen(row), "%*[^,],%lf", &share),
                             1);
            assert_int_equal(truce_ask(model, question, NULL, &answer), TRUCE_OK);
            assert_true(fabs(share - answer) < 1e-12);
            sum += share;
        }
        assert_true(fabs(sum - 1) < 1e-12);
    }
    truce_free(model);
}

static void the_structure_says_what_reads_and_sets_which_state(void **state)
{
    (void)state;
    truce_model *model = model_in(TRUCE_EN);
    truce_figure figure = {.name = "structure"};
    size_t length;
    assert_string_equal(drawn(model, &figure, TRUCE_CSV, &length),
                        "player,step,reads,sets\n"
                        "Alpha,Alpha's act,The level,The level\n"
                        "Alpha,one,,It is open\n"
                        "Beta,two,,It is open\n"
                        ",Chance: It is open,It is open,It is open\n"
                        ",payoff: Alpha,\"The level, It is open\",\n"
                        ",payoff: Beta,\"The level, It is open\",\n"
                        ",How high,The level,\n"
                        ",Open,It is open,\n"
                        ",High,The level,\n"
                        ",Low and closed,\"The level, It is open\",\n");
    truce_free(model);
}

/* ------------------------------------------------------------------ what cannot be drawn */

static void assert_refused(const truce_figure *figure, const char *message)
{
    truce_model *model = model_in(TRUCE_EN);
    const char *at;
    size_t length;
    assert_int_equal(truce_plot(model, NULL, figure, TRUCE_SVG, &at, &length),
                     TRUCE_BAD_MODEL);
    char said[4096];
    snprintf(said, sizeof said, "%s%s", truce_message(model),
             truce_diagnostics(model, TRUCE_TEXT, false));
    if (!strstr(said, message))
        fail_msg("not `%s`: %s", message, said);
    truce_free(model);
}

static void assert_no_map(const truce_map_plan *map, const char *message)
{
    assert_refused(&(truce_figure){.name = "map", .map = map}, message);
}

static void a_figure_that_cannot_be_says_why(void **state)
{
    (void)state;
    const char *const wrong[] = {"hight", NULL}, *const number[] = {"height", NULL};
    const char *const both[] = {"is_open", "is_high", NULL};
    assert_refused(&(truce_figure){.name = "pie"}, "there is no figure `pie`");
    assert_refused(&(truce_figure){.name = "tornado"}, "give one");
    assert_refused(&(truce_figure){.name = "map"}, "give one");
    assert_no_map(&(truce_map_plan){.question = "V(a)"}, "give x and y");
    assert_no_map(&(truce_map_plan){.question = "V(a)", .x = "cost"}, "give x and y");
    assert_refused(
        &(truce_figure){
            .name = "profile",
            .map = &(truce_map_plan){.question = "V(a)", .x = "cost", .y = "luck"}},
        "give x");
    assert_no_map(&(truce_map_plan){.x = "cost", .y = "luck"},
                  "one question, or one claim");
    assert_no_map(&(truce_map_plan){.question = "V(a)", .x = "cost", .y = "cost"}, "E604");
    assert_no_map(&(truce_map_plan){.question = "V(a)", .x = "cost", .y = "fixed"}, "E602");
    assert_no_map(&(truce_map_plan){.question = "V(a)", .x = "cots", .y = "luck"},
                  "Did you mean `cost`");
    assert_no_map(&(truce_map_plan){.claim = "fall", .x = "cost", .y = "luck"},
                  "Did you mean `falls`");
    assert_refused(&(truce_figure){.name = "tornado", .ask = "V(c)"}, "E2");
    assert_refused(&(truce_figure){.name = "fan", .show = wrong},
                   "no measure is named `hight`");
    assert_refused(&(truce_figure){.name = "outcomes", .show = number}, "is a number");
    assert_refused(&(truce_figure){.name = "outcomes", .show = both}, "can hold at once");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_well_formed_and_say_what_they_show),
        cmocka_unit_test(the_same_numbers_give_the_same_bytes),
        cmocka_unit_test(pictures_have_the_size_that_was_asked_for),
        cmocka_unit_test(every_number_of_a_figure_stands_in_its_table_and_in_the_report),
        cmocka_unit_test(a_tornado_says_what_setting_the_parameter_says),
        cmocka_unit_test(a_map_has_the_answers_and_the_line),
        cmocka_unit_test(a_profile_has_the_answers),
        cmocka_unit_test(a_sensitivity_is_drawn_as_its_tornado),
        cmocka_unit_test(a_map_of_a_claim_says_what_the_claim_says),
        cmocka_unit_test(the_odds_of_outcomes_make_a_whole),
        cmocka_unit_test(outcomes_are_measures_that_exclude_each_other),
        cmocka_unit_test(outcomes_may_hang_on_beliefs),
        cmocka_unit_test(the_structure_says_what_reads_and_sets_which_state),
        cmocka_unit_test(a_figure_that_cannot_be_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
