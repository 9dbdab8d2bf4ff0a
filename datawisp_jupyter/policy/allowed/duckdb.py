"""DuckDB's functions and types that compute from their arguments alone."""

from __future__ import annotations

from datawisp_jupyter.policy.allowed.words import AGGREGATES, WINDOWS, words

FUNCTIONS = (
    AGGREGATES
    | WINDOWS
    | words(
        """
        any_value arbitrary arg_max arg_min max_by min_by array_agg list string_agg listagg
        group_concat bit_and bit_or bit_xor bool_and bool_or count_if countif count_star favg
        aggregate argmax argmin arg_max_null arg_min_null arg_max_nulls_last arg_min_nulls_last
        bitstring_agg histogram_exact mean sum_no_overflow wavg weighted_avg
        first last fsum sumkahan kahan_sum geomean geometric_mean histogram product
        approx_count_distinct approx_quantile approx_top_k corr covar_pop covar_samp entropy
        kurtosis kurtosis_pop mad median mode quantile quantile_cont quantile_disc
        percentile_cont percentile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2
        regr_slope regr_sxx regr_sxy regr_syy reservoir_quantile skewness sem stddev stddev_pop
        stddev_samp var_pop var_samp variance grouping grouping_id json_group_array
        json_group_object

        abs acos acosh add asin asinh atan atan2 atanh bit_count cbrt ceil ceiling cos cosh cot
        bit_position get_bit set_bit bitstring equi_width_bins
        degrees divide even exp factorial fdiv floor fmod gamma gcd greatest
        greatest_common_divisor isfinite isinf isnan lcm least least_common_multiple lgamma ln
        log log10 log2 mod multiply nextafter pi pow power radians random round round_even
        roundbankers sign signbit sin sinh sqrt subtract tan tanh trunc xor

        ascii bar bit_length char_length character_length chr concat concat_ws contains
        damerau_levenshtein ends_with suffix format formatreadabledecimalsize
        formatreadablesize format_bytes greatest hamming mismatches hash instr jaccard
        jaro_similarity jaro_winkler_similarity lcase left left_grapheme len length
        length_grapheme levenshtein editdist3 like_escape ilike_escape not_like_escape
        not_ilike_escape lower lpad ltrim md5 nfc_normalize ord overlay position prefix printf
        regexp_escape regexp_extract regexp_extract_all regexp_full_match regexp_matches
        regexp_replace regexp_split_to_array repeat replace reverse right right_grapheme rpad
        rtrim sha1 sha256 split split_part starts_with str_split str_split_regex string_split
        string_split_regex string_to_array strip_accents strlen strpos substr substring
        substring_grapheme to_base64 base64 from_base64 to_hex hex unhex from_hex to_binary
        translate trim ucase unicode upper url_encode url_decode encode decode bin
        parse_filename parse_path parse_dirname parse_dirpath parse_formatted_bytes octet_length
        md5_number md5_number_lower md5_number_upper to_base unbin from_binary

        age century date_add date_diff datediff date_part datepart date_sub datesub date_trunc
        datetrunc day dayname dayofmonth dayofweek dayofyear decade epoch epoch_ms epoch_ns
        epoch_us era extract hour isodow isoyear julian last_day make_date make_time
        make_timestamp make_timestamp_ms make_timestamp_ns make_timestamptz microsecond
        millennium millisecond minute month monthname nanosecond now quarter second strftime
        strptime try_strptime time_bucket timezone timezone_hour timezone_minute to_centuries
        to_days to_decades to_hours to_microseconds to_millennia to_milliseconds to_minutes
        to_months to_quarters to_seconds to_timestamp to_weeks to_years today week weekday
        weekofyear year yearweek get_current_timestamp transaction_timestamp
        current_localtime current_localtimestamp get_current_time days_in_month ago
        uuid uuidv4 uuidv7 gen_random_uuid uuid_extract_timestamp uuid_extract_version

        array_aggr array_aggregate array_append array_apply array_cat array_concat
        array_contains array_cosine_similarity array_distance array_distinct array_extract
        array_filter array_grade_up array_has array_has_all array_has_any array_indexof
        array_inner_product array_intersect array_length array_position array_pop_back
        array_pop_front array_prepend array_push_back array_push_front array_reduce
        array_resize array_reverse array_reverse_sort array_select array_slice array_sort
        array_to_string array_transform array_unique array_value array_where array_zip apply
        filter flatten grade_up generate_series generate_subscripts list_aggr list_aggregate
        list_append list_apply list_any_value list_avg list_cat list_concat list_contains
        list_count list_distinct list_extract list_element list_filter list_first
        list_grade_up list_has list_has_all list_has_any list_indexof list_intersect list_last
        list_max list_median list_min list_pack list_position list_prepend list_product
        list_reduce list_resize list_reverse list_reverse_sort list_select list_slice
        list_sort list_string_agg list_sum list_transform list_unique list_value list_where
        list_zip list_approx_count_distinct list_bit_and list_bit_or list_bit_xor list_bool_and
        list_bool_or list_cosine_distance list_cosine_similarity list_distance list_dot_product
        list_entropy list_histogram list_inner_product list_kurtosis list_kurtosis_pop list_mad
        list_mode list_negative_dot_product list_negative_inner_product list_sem list_skewness
        list_stddev_pop list_stddev_samp list_var_pop list_var_samp array_cosine_distance
        array_cross_product array_dot_product array_negative_dot_product
        array_negative_inner_product range reduce unnest unpivot_list

        cardinality element_at map map_concat map_contains map_entries map_extract
        map_extract_value map_from_entries map_keys map_values row struct_concat
        struct_contains struct_extract struct_extract_at struct_insert struct_pack
        struct_update struct_has struct_indexof struct_keys struct_position struct_values
        map_contains_entry map_contains_value union_extract union_tag union_value

        json json_array json_array_length json_contains
        json_exists json_extract json_extract_path json_extract_path_text json_extract_string
        json_keys json_merge_patch json_object json_pretty json_quote json_structure
        json_transform json_transform_strict json_type json_valid json_value from_json
        from_json_strict to_json array_to_json row_to_json json_deep_merge json_insert
        json_normalize json_remove json_replace json_set json_strip_nulls json_group_structure

        coalesce constant_or_null if ifnull nullif try typeof
        """
    )
)

_JSON = ("key", "value", "type", "atom", "id", "parent", "fullkey", "path", "rowid")

ROW_FUNCTIONS: dict[str, tuple[str, ...]] = {
    "range": ("range",),
    "generate_series": ("generate_series",),
    "unnest": ("unnest",),
    "json_each": _JSON,
    "json_tree": _JSON,
}

TYPES = words(
    """
    bool boolean logical tinyint int1 smallint int2 short int integer int4 signed bigint int8
    long hugeint utinyint usmallint uinteger ubigint uhugeint float float4 real double float8
    decimal numeric varchar text string char bpchar blob bytea date time timestamp datetime
    timestamp_s timestamp_ms timestamp_ns timestamp_us timestamptz interval uuid json bit
    """
) | {"timestamp with time zone", "time with time zone", "double precision", "struct", "map", "row"}

COLLATIONS = words("nocase noaccent nfc c posix binary de en es fr it nl pl pt sv")
