"""PostgreSQL's functions and types that compute from their arguments alone."""

from __future__ import annotations

from datawisp_jupyter.policy.allowed.words import AGGREGATES, WINDOWS, words

FUNCTIONS = (
    AGGREGATES
    | WINDOWS
    | words(
        """
        array row array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and
        bool_or every bit_and bit_or bit_xor any_value stddev stddev_pop stddev_samp variance
        var_pop var_samp corr covar_pop covar_samp regr_avgx regr_avgy regr_count
        regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy percentile_cont
        percentile_disc mode grouping

        abs cbrt ceil ceiling degrees div erf erfc exp factorial floor gcd lcm ln log log10
        min_scale mod pi power radians round scale sign sqrt trim_scale trunc width_bucket
        acos asin atan atan2 cos cot sin tan acosd asind atand cosd cotd sind tand sinh cosh
        tanh asinh acosh atanh random

        ascii btrim bit_length char_length character_length chr concat concat_ws format
        initcap left length lower lpad ltrim md5 normalize octet_length overlay parse_ident
        position quote_ident quote_literal quote_nullable regexp_count regexp_instr
        regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array
        regexp_split_to_table regexp_substr string_to_table is_normalized convert_from
        convert_to
        repeat replace reverse right rpad rtrim split_part starts_with string_to_array
        strpos substr substring to_ascii to_hex translate trim unistr upper encode decode
        sha224 sha256 sha384 sha512 get_bit get_byte set_bit set_byte bit_count

        to_char to_date to_number to_timestamp age date_bin date_part date_trunc extract
        isfinite justify_days justify_hours justify_interval make_date make_interval
        make_time make_timestamp make_timestamptz now statement_timestamp
        transaction_timestamp clock_timestamp timeofday timezone current_time
        current_timestamp localtime localtimestamp date

        array_append array_cat array_dims array_fill array_length array_lower array_ndims
        array_position array_positions array_prepend array_remove array_replace
        array_to_string array_upper array_sample array_shuffle cardinality trim_array
        unnest generate_series generate_subscripts

        to_json to_jsonb array_to_json json_array_length jsonb_array_length
        json_build_array jsonb_build_array json_build_object jsonb_build_object json_object
        jsonb_object json_extract_path jsonb_extract_path json_extract_path_text
        jsonb_extract_path_text json_typeof jsonb_typeof json_strip_nulls jsonb_strip_nulls
        jsonb_set jsonb_set_lax jsonb_insert jsonb_pretty jsonb_path_exists
        jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query
        jsonb_path_query_tz jsonb_path_query_array jsonb_path_query_first
        json_array_elements jsonb_array_elements json_array_elements_text
        jsonb_array_elements_text json_each jsonb_each json_each_text jsonb_each_text
        json_object_keys jsonb_object_keys

        coalesce nullif greatest least num_nonnulls num_nulls

        isempty lower_inc upper_inc lower_inf upper_inf range_merge int4range int8range
        numrange tsrange tstzrange daterange range_agg range_intersect_agg multirange

        abbrev broadcast family host hostmask inet_merge inet_same_family masklen netmask
        network set_masklen text

        to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery
        ts_rank ts_rank_cd ts_headline ts_delete ts_filter setweight array_to_tsvector
        numnode querytree strip tsvector_to_array

        int2 int4 int8 float4 float8 numeric bool gen_random_uuid
        """
    )
)

RECORD_FUNCTIONS = words("json_to_record jsonb_to_record json_to_recordset jsonb_to_recordset")
"""Functions in FROM whose columns the statement says itself, with their types."""

_PAIRS = ("key", "value")
_VALUES = ("value",)

ROW_FUNCTIONS: dict[str, tuple[str, ...]] = {
    name: (name,)
    for name in (
        "generate_series",
        "unnest",
        "generate_subscripts",
        "regexp_split_to_table",
        "regexp_matches",
        "string_to_table",
        "json_object_keys",
        "jsonb_object_keys",
        "jsonb_path_query",
    )
} | {
    "json_each": _PAIRS,
    "jsonb_each": _PAIRS,
    "json_each_text": _PAIRS,
    "jsonb_each_text": _PAIRS,
    "json_array_elements": _VALUES,
    "jsonb_array_elements": _VALUES,
    "json_array_elements_text": _VALUES,
    "jsonb_array_elements_text": _VALUES,
    **dict.fromkeys(RECORD_FUNCTIONS, ()),
}

TYPES = words(
    """
    bool boolean smallint int2 int integer int4 bigint int8 real float4 float float8 numeric
    decimal text varchar char character bytea date time timetz timestamp timestamptz interval
    uuid json jsonb bit varbit inet cidr macaddr int4range int8range numrange tsrange
    tstzrange daterange tsvector tsquery
    """
) | {"double precision", "character varying", "bit varying"}

COLLATIONS = words(
    """
    c posix default ucs_basic und-x-icu en-x-icu de-x-icu fr-x-icu es-x-icu it-x-icu nl-x-icu
    c.utf-8 c.utf8 en_us en_us.utf8 en_us.utf-8 unicode
    """
)
