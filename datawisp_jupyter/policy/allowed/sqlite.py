"""SQLite's functions and types that compute from their arguments alone."""

from __future__ import annotations

from datawisp_jupyter.policy.allowed.words import AGGREGATES, WINDOWS, words

FUNCTIONS = (
    AGGREGATES
    | WINDOWS
    | words(
        """
        group_concat string_agg total median percentile percentile_cont percentile_disc

        abs char coalesce concat concat_ws format glob hex ifnull iif if instr length like
        likelihood likely lower ltrim max min nullif octet_length printf quote random replace
        round rtrim sign soundex substr substring trim typeof unhex unicode unistr unlikely
        upper

        acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log
        log10 log2 mod pi pow power radians sin sinh sqrt tan tanh trunc

        date time datetime julianday unixepoch strftime timediff

        json json_array json_array_length json_error_position json_extract json_group_array
        json_group_object json_insert json_object json_patch json_pretty json_quote
        json_remove json_replace json_set json_type json_valid json_array_insert
        jsonb jsonb_array jsonb_extract jsonb_group_array jsonb_group_object jsonb_insert
        jsonb_object jsonb_patch jsonb_remove jsonb_replace jsonb_set
        """
    )
)

_JSON = ("key", "value", "type", "atom", "id", "parent", "fullkey", "path")

ROW_FUNCTIONS: dict[str, tuple[str, ...]] = {
    "json_each": _JSON,
    "json_tree": _JSON,
    "generate_series": ("value",),
}

TYPES = words(
    """
    int integer tinyint smallint mediumint bigint int2 int8 text char character varchar nchar
    nvarchar clob blob real double float numeric decimal boolean date datetime
    """
) | {"double precision"}

COLLATIONS = words("binary nocase rtrim")
