#include "game/strategy.h"

void strategy_drop(Mem *M, Strategy *s)
{
    for (int32_t t = 0; t <= s->game->periods; t++)
        mem_drop(M, s->value[t]);
    mem_drop(M, s->probability[0]); /* and all that follow it */
    mem_drop(M, s->start_chance);
}
