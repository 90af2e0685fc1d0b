#include "base/embed.h"
#include "report/html.h"

EMBED(html_css, TRUCE_PAGE "/page.css");
EMBED(html_js, TRUCE_PAGE "/page.js");

int64_t html_js_length(void)
{
    return html_js_end - html_js;
}
