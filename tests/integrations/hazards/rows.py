"""Where the vendors' documents ask for what must not be had: hazard by hazard, with the tests of what we do instead.

A name is what the document says, ``danger`` what would come of it, ``tests`` are ``module::function`` below ``tests``.
"""

from msgspec import Struct


class Hazard(Struct, frozen=True):
    """One of them."""

    said: str
    danger: str
    tests: tuple[str, ...]


CODES, LINKS, TOKENS, PROGRAMS = (
    f"integrations.hazards.test_{name}" for name in ("codes", "links", "tokens", "programs")
)
OWN, FLOWS = "integrations.dialects.selfservice.test_strangers", "integrations.dialects.selfservice.test_flows"
ALIKE, WIFI = "integrations.dialects.selfservice.test_alike", "integrations.dialects.selfservice.test_wifi"
CLASSIC, PHOTOS = (f"integrations.dialects.test_crmcom_classic_{name}" for name in ("tokens", "photos"))
ATTACKS, QUESTIONS = "integrations.test_attacks", "integrations.hazards.test_questions"
WEBINONE, LIGHTENING = "integrations.dialects.test_webinone", "integrations.dialects.test_lightening"
ADMINISTRATE, FORGERY = "integrations.dialects.test_administrate", "contacts.access.sessions.test_forgery"

HAZARDS = (
    Hazard(
        "001 authenticate PHONE returns access_token for a bare phone number",
        "a log-in without any proof",
        (f"{CODES}::test_a_bare_phone_number_gets_a_code_and_no_token",),
    ),
    Hazard(
        "001 MAC_ADDRESS returns access and refresh",
        "a device's address is sent in the clear, and phones change theirs as they like",
        (
            f"{OWN}::test_a_device_opens_the_wifi_and_nothing_else",
            f"{WIFI}::test_a_device_is_enrolled_where_the_operator_lets_devices_sign_in",
        ),
    ),
    Hazard(
        "001 wifi/authorization with a publishable api_key and a contact id",
        "acting for any contact",
        (f"{OWN}::test_wifi_is_shut_to_another_contact", f"{OWN}::test_a_key_alone_opens_nothing_but_the_way_in"),
    ),
    Hazard(
        "001 otp by ID_NUMBER, PASSPORT, BIRTHDATE or CARD returns +35799***834",
        "from a number of a paper to digits of a phone, and to who is known here",
        (
            f"{CODES}::test_a_number_tells_neither_that_it_is_known_nor_whose_it_is",
            f"{CODES}::test_a_decoy_is_the_same_whoever_asks_and_whenever",
            f"{CODES}::test_decoys_differ_as_numbers_of_people_do",
            f"{CODES}::test_an_address_is_shown_as_it_was_typed_and_not_as_it_is_kept",
            f"{CODES}::test_a_birth_date_alone_means_nobody",
            f"{CODES}::test_a_birth_date_narrows_what_else_is_said",
            "contacts.access.people.test_codes::test_known_and_unknown_are_answered_alike_and_cost_the_same",
            "contacts.access.people.test_codes::test_two_ways_to_name_somebody_do_not_tell_that_it_is_the_same_person",
        ),
    ),
    Hazard(
        "001 lookup",
        "telling who has an account",
        (
            f"{ALIKE}::test_known_and_unknown_are_answered_alike",
            f"{ALIKE}::test_validate_tells_servers_that_may_know",
        ),
    ),
    Hazard(
        "001 validate-otp by EMAIL or PHONE instead of the auth id",
        "guesses that are spread over names escape a count of each",
        (f"{OWN}::test_guesses_share_one_counter_however_the_code_is_named",),
    ),
    Hazard(
        'register with password "12345" and validation_required false',
        "a weak password, and an account that waits for its victim",
        (
            f"{TOKENS}::test_a_password_of_the_documents_kind_registers_nobody",
            f"{FLOWS}::test_only_servers_that_may_leave_the_mail_out",
            "contacts.access.sessions.test_apps::test_an_app_that_could_not_be_meant_is_refused",
        ),
    ),
    Hazard(
        "001 verify_email/{token} is GET",
        "scanners of mail open links, and one would confirm what a stranger began",
        (
            f"{LINKS}::test_whoever_opens_the_link_of_a_mail_confirms_nothing",
            f"{LINKS}::test_a_browser_at_the_address_for_programs_is_led_to_the_page",
            f"{LINKS}::test_a_program_completes_it_as_often_as_it_likes_and_is_let_in_by_nothing_of_it",
            f"{LINKS}::test_no_link_signs_anybody_in",
            f"{FLOWS}::test_a_link_that_a_stranger_opens_keeps_nobody_signed_in",
        ),
    ),
    Hazard(
        "001 approval tokens are UUIDs",
        "122 bits, kept and sent as they are",
        (
            f"{LINKS}::test_the_token_of_an_approval_is_256_bits_and_kept_as_its_hash",
            f"{LINKS}::test_the_token_of_an_approval_is_taken_from_a_body_and_from_nowhere_else",
            f"{LINKS}::test_no_log_of_the_server_has_a_token_of_a_mail",
            f"{LINKS}::test_what_a_page_behind_a_link_loads_is_not_told_the_link",
        ),
    ),
    Hazard(
        "001 the JWT has sub and exp only",
        "one token used for another",
        (
            f"{TOKENS}::test_a_token_says_what_it_is_for_and_nothing_about_anybody",
            f"{TOKENS}::test_a_refresh_token_is_no_access_token",
            f"{TOKENS}::test_an_access_token_refreshes_nothing",
            f"{FORGERY}::test_a_forged_token_lets_nobody_in",
        ),
    ),
    Hazard(
        "002 the token in the query, and in the address of an image",
        "logs, histories and other sites read it",
        (
            f"{PROGRAMS}::test_tokens_in_addresses_count_in_the_classic_dialect_alone",
            f"{CLASSIC}::test_no_log_of_the_server_has_a_token",
            f"{CLASSIC}::test_the_log_of_calls_has_no_token",
            f"{PHOTOS}::test_a_ticket_opens_one_picture_for_a_minute",
        ),
    ),
    Hazard(
        "000 Where and Order_By, 003 field__eq and custom_fields.x__eq",
        "look-ups of the database, as they are sent",
        (
            f"{QUESTIONS}::test_no_question_gets_further_than_an_allow_list",
            f"{ATTACKS}::test_lookups_never_reach_the_database",
            f"{ATTACKS}::test_a_filter_that_is_not_offered_is_400_where_filters_are",
            f"{WEBINONE}_lists::test_a_filter_is_an_allow_list",
            f"{WEBINONE}_lists::test_orders_are_filtered_by_an_allow_list",
        ),
    ),
    Hazard(
        "003 HTTP Basic, and 200 for a doubled address",
        "a password that can be sent again, and contacts doubled by repeats",
        (
            f"{ADMINISTRATE}::test_plain_http_is_refused_where_the_operator_says_so",
            f"{PROGRAMS}::test_a_credential_of_http_basic_is_kept_as_its_hash_and_is_one_programs_own",
            f"{PROGRAMS}::test_what_is_sent_again_because_no_answer_came_is_created_once",
            f"{PROGRAMS}::test_a_doubled_address_is_told_within_the_reach_alone",
        ),
    ),
    Hazard(
        "004 GET /contact/{id}/delete",
        "a picture's address, a prefetch or a crawler deletes",
        (
            f"{PROGRAMS}::test_a_get_that_deletes_is_no_link",
            f"{ATTACKS}::test_a_get_that_changes_is_not_done_for_another_site_or_ahead_of_time",
            f"{ATTACKS}::test_a_session_of_the_desk_opens_no_dialect",
        ),
    ),
    Hazard(
        "004 portal_password of 8 to 32",
        "cut off without a word, and no longer ones anywhere",
        (
            f"{PROGRAMS}::test_a_portal_password_is_checked_to_its_last_sign",
            f"{TOKENS}::test_passwords_of_people_may_be_long_and_count_to_their_last_sign",
            f"{LIGHTENING}::test_a_value_that_breaks_a_rule_is_named",
        ),
    ),
    Hazard(
        "000 set-password by a program",
        "somebody else knows the customer's password",
        (
            f"{PROGRAMS}::test_a_password_set_by_a_program_is_known_to_nobody_for_long",
            f"{WEBINONE}_tokens::test_a_password_that_is_set_must_be_changed_and_ends_every_session",
        ),
    ),
)
