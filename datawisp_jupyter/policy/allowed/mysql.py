"""MySQL's and MariaDB's functions and types that compute from their arguments alone."""

from __future__ import annotations

from datawisp_jupyter.policy.allowed.words import AGGREGATES, WINDOWS, words

FUNCTIONS = (
    AGGREGATES
    | WINDOWS
    | words(
        """
        group_concat bit_and bit_or bit_xor std stddev stddev_pop stddev_samp var_pop var_samp
        variance any_value median percentile_cont percentile_disc json_arrayagg json_objectagg
        grouping

        abs acos asin atan atan2 ceil ceiling conv cos cot crc32 degrees div exp floor ln log
        log10 log2 mod oct pi pow power radians rand round sign sin sqrt tan truncate

        ascii bin bit_count bit_length char char_length character_length concat concat_ws elt
        field find_in_set format from_base64 to_base64 hex unhex insert instr lcase left length
        locate lower lpad ltrim mid octet_length ord position quote regexp_instr regexp_like
        regexp_replace regexp_substr repeat replace reverse right rpad rtrim soundex space
        strcmp substr substring substring_index trim ucase upper md5 sha sha1 sha2

        adddate addtime convert_tz curdate current_date current_time current_timestamp curtime
        date date_add date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear
        extract from_days from_unixtime hour last_day localtime localtimestamp makedate
        maketime microsecond minute month monthname now period_add period_diff quarter
        sec_to_time second str_to_date subdate subtime time time_format time_to_sec timediff
        timestamp timestampadd timestampdiff to_days to_seconds unix_timestamp utc_date
        utc_time utc_timestamp week weekday weekofyear year yearweek

        add_months sysdate to_char

        chr lengthb natural_sort_key make_set export_set nvl nvl2

        coalesce greatest if ifnull interval isnull least nullif

        json_array json_array_append json_array_insert json_contains json_contains_path
        json_depth json_extract json_insert json_keys json_length json_merge_patch
        json_merge_preserve json_object json_overlaps json_pretty json_quote json_remove
        json_compact json_detailed json_equals json_exists json_loose json_merge json_normalize
        json_query json_replace json_search json_set json_type json_unquote json_valid json_value

        inet_aton inet_ntoa inet6_aton inet6_ntoa is_ipv4 is_ipv6
        """
    )
)

UNIT_FIRST = words("timestampadd timestampdiff")
"""Functions whose first argument is a unit and no column."""

UNITS = words("microsecond second minute hour day week month quarter year")

ROW_FUNCTIONS: dict[str, tuple[str, ...]] = {}

TYPES = words(
    """
    binary char date datetime decimal dec double float int integer json nchar real signed time
    timestamp unsigned year varchar bigint smallint tinyint
    """
) | {"signed integer", "unsigned integer"}

COLLATIONS = words(
    """
    utf8mb4_bin utf8mb4_general_ci utf8mb4_unicode_ci utf8mb4_unicode_520_ci utf8mb4_0900_ai_ci
    utf8mb4_0900_as_cs utf8mb4_uca1400_ai_ci utf8_bin utf8_general_ci utf8_unicode_ci
    utf8mb3_bin utf8mb3_general_ci utf8mb3_unicode_ci latin1_bin latin1_swedish_ci
    latin1_general_ci binary
    """
)
