# Is the closed form of each index inside the interval that was printed?
function inside(x, half, truth) { return truth - half <= x && x <= truth + half ? "inside" : "OUTSIDE" }
BEGIN {
    pi = atan2(0, -1)
    v1 = (1 + 0.1 * pi ^ 4 / 5) ^ 2 / 2; v2 = 49 / 8; v13 = 8 * 0.01 * pi ^ 8 / 225; v = v1 + v2 + v13
    first["x1"] = v1 / v; first["x2"] = v2 / v; first["x3"] = 0
    total["x1"] = (v1 + v13) / v; total["x2"] = v2 / v; total["x3"] = v13 / v
}
NR == 1 { for (k = 1; k <= NF; k++) column[$k] = k; next }
{
    name = $column["parameter"]
    print name, "S1", inside($column["S1"], $column["S1_conf"], first[name]),
          "ST", inside($column["ST"], $column["ST_conf"], total[name])
}
