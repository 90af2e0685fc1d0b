#include "report/figure.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ numbers */

/* Decimals that show the largest with three to four digits. */
static int decimals_of(double most)
{
    const double steps[] = {1000, 100, 10, 1, 0.1, 0.01};
    const int count = (int)(sizeof steps / sizeof *steps);
    int decimals = 0;
    while (decimals < count && most < steps[decimals])
        decimals++;
    return decimals;
}

Figure figure_for(const double *x, int32_t count, bool is_share)
{
    double most = 0;
    for (int32_t k = 0; k < count; k++)
        if (isfinite(x[k]) && fabs(x[k]) > most)
            most = fabs(x[k]);
    Figure f = {.is_share = is_share};
    if (is_share)
        f.decimals = most >= 0.01 || most == 0 ? 1 : most >= 0.001 ? 2 : 3;
    else {
        f.has_exponent = most > 0 && (most < 1e-4 || most >= 1e12);
        f.decimals = most > 0 ? decimals_of(most) : 0;
    }
    if (!is_share && f.decimals > 3 && !f.has_exponent)
        f.decimals--; /* 0.123 rather than 0.1230 */
    return f;
}

/* Rounded as it is shown, without the sign of a zero. */
static double rounded(double x, int decimals)
{
    double scale = pow(10, decimals);
    double whole = nearbyint(x * scale);
    return whole == 0 ? 0 : whole / scale;
}

/* What `x` is in the unit of the figure. */
static double in_unit(Figure f, double x)
{
    return f.is_share ? 100 * x : x;
}

static const char *not_finite(double x)
{
    return isnan(x) ? "–" : x > 0 ? "∞" : "-∞";
}

/* 1e-9 rather than 1e-09 */
static const char *short_exponent(Mem *M, const char *text)
{
    const char *e = strchr(text, 'e');
    if (!e || e[2] != '0')
        return text;
    return text_format(M, "%.*s%s", (int)(e + 2 - text), text, e + 3);
}

const char *figure_alone(Mem *M, double x)
{
    if (!isfinite(x))
        return not_finite(x);
    return short_exponent(M, text_format(M, "%.3g", x == 0 ? 0 : x));
}

const char *figure_text(Mem *M, Figure f, double x)
{
    if (!isfinite(x))
        return not_finite(x);
    if (f.has_exponent)
        return figure_alone(M, x);
    return text_format(M, "%.*f%s", f.decimals, rounded(in_unit(f, x), f.decimals),
                       f.is_share ? "%" : "");
}

const char *figure_change(Mem *M, Figure f, double from, double to)
{
    if (!isfinite(from) || !isfinite(to))
        return "";
    if (f.has_exponent)
        return from == to ? "·" : short_exponent(M, text_format(M, "%+.2e", to - from));
    double change = rounded(in_unit(f, to - from), f.decimals);
    return change == 0 ? "·" : text_format(M, "%+.*f", f.decimals, change);
}

const char *figure_count(Mem *M, int64_t x)
{
    const char *plain = text_format(M, "%lld", (long long)x);
    Buf out = {.mem = M};
    size_t length = strlen(plain);
    for (size_t k = 0; k < length; k++) {
        if (k > 0 && (length - k) % 3 == 0)
            buf_putc(&out, ',');
        buf_putc(&out, plain[k]);
    }
    return buf_text(&out);
}

const char *figure_seconds(Mem *M, double seconds)
{
    if (seconds < 0.1)
        return text_format(M, seconds < 0.001 ? "%.2f ms" : "%.0f ms", 1000 * seconds);
    if (seconds < 100)
        return text_format(M, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    int64_t whole = llround(seconds);
    return text_format(M, "%lld min %lld s", (long long)(whole / 60),
                       (long long)(whole % 60));
}

/* ------------------------------------------------------------------ dates */

static const char *iso_date(Mem *M, int64_t day)
{
    Civil c = civil_of(day);
    return text_format(M, "%04d-%02d-%02d", (int)c.year, (int)c.month, (int)c.day);
}

const char *date_of_period(Mem *M, const Model *m, int64_t t)
{
    return m->has_calendar ? iso_date(M, model_day(m, t))
                           : text_format(M, "%lld", (long long)t);
}

const char *short_date_of_period(Mem *M, const Model *m, int64_t t)
{
    bool is_month =
        m->has_calendar && m->unit >= UNIT_MONTH && civil_of(m->first_day).day == 1;
    if (!is_month)
        return date_of_period(M, m, t);
    Civil c = civil_of(model_day(m, t));
    return text_format(M, "%04d-%02d", (int)c.year, (int)c.month);
}

/* ------------------------------------------------------------------ sparklines */

static double mean_of_some(const double *x, int32_t count)
{
    double sum = 0;
    for (int32_t k = 0; k < count; k++)
        sum += x[k];
    return sum / count;
}

/* What varies by rounding alone is level. */
static const char *block_of(double x, double lo, double hi)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const bool is_level = !(hi - lo > 1e-9 * fmax(fabs(lo), fabs(hi)));
    double place = is_level ? 0 : (x - lo) / (hi - lo) * 8;
    return place >= 7 ? blocks[7] : place > 0 ? blocks[(int)place] : blocks[0];
}

const char *sparkline(Mem *M, const double *x, int32_t count, int32_t each, double lo,
                      double hi)
{
    Buf out = {.mem = M};
    for (int32_t k = 0; k < count; k += each) {
        double shown = k == 0              ? x[0]
                       : k + each >= count ? x[count - 1]
                                           : mean_of_some(x + k, each);
        buf_puts(&out, isnan(shown) ? " " : block_of(shown, lo, hi));
    }
    return buf_text(&out);
}
