"""Fill a database with a practice of any size, set by set, past the program's own writing.

The proportions are the same at every size: 2,500 threads and 50,000 messages at a location, busy threads beside quiet
ones, one thread in fifty unread. All locations are one organization's: nothing is found by its organization alone.
tests/models/test_plans.py fills a small database with the same statements.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg

THREADS_PER_LOCATION = 2_500
MESSAGES_PER_LOCATION = 50_000
DAYS = 730
# dropped while filling, made again afterwards from their own definitions
DEFERRED = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename IN ('chairside_message', 'chairside_thread') AND NOT EXISTS (
    SELECT FROM pg_constraint WHERE conname = indexname)
"""

# columns that are not filled here get the emptiest value of their kind, so that a new one needs no change here
DEFAULTS = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_name IN ('chairside_location', 'chairside_textnumber', 'chairside_patient', 'chairside_phone',
            'chairside_message', 'chairside_thread')
        AND is_nullable = 'NO' AND column_default IS NULL AND is_generated = 'NEVER' AND data_type <> 'uuid'
    LOOP
        EXECUTE format('ALTER TABLE %%I ALTER COLUMN %%I SET DEFAULT %%L', one.table_name, one.column_name,
            CASE WHEN one.data_type = 'boolean' THEN 'false' WHEN one.data_type = 'jsonb' THEN '{}'
                 WHEN one.data_type LIKE '%%int%%' THEN '0' WHEN one.data_type LIKE 'timestamp%%' THEN '2024-01-01'
                 WHEN one.data_type LIKE 'time %%' THEN '08:00' ELSE '' END);
    END LOOP;
END $$
"""
# An id of version 7 as `new_id` makes it, from a number and a moment: the same each time it is asked for.
ID = """
CREATE FUNCTION bench_id(n bigint, at timestamptz DEFAULT '2024-01-01') RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
    || '7000a00' || lpad(to_hex(n), 13, '0'))::uuid $$
"""
# every location's id must end in other signs than its neighbours': the words of its texts carry them
SPREAD = """
CREATE FUNCTION bench_spread(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT mod((n + 1) * 2654435761, 4294967296) $$
"""
NUMBER = "'+1' || (2010000000 + mod({0} * 7919, 7000000000))"
PEOPLE = """
CREATE TABLE bench_people AS
SELECT n, bench_id(n) AS person, bench_id(n) AS thread, bench_id(bench_spread(mod(n, %(locations)s))) AS place
FROM generate_series(0, %(threads)s::bigint - 1) AS n
"""

# 2,000 words of two syllables and an ending, so that a search meets common and rare ones
WORD = """
CREATE FUNCTION bench_word(n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (string_to_array('ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu', ' '))[1 + mod(n, 20)]
    || (string_to_array('ran sel tin vol mer nas pik rus tem dal', ' '))[1 + mod(n / 20, 10)]
    || (string_to_array(',a,en,is,o,um,ex,ar,il,ot', ','))[1 + mod(n / 200, 10)] $$
"""

LOCATIONS = """
INSERT INTO chairside_location (id, organization_id, name, abbreviation, time_zone, street, city, region, postal_code,
    hours, external_id)
SELECT bench_id(bench_spread(n)), %(organization)s, 'Location ' || n, 'L' || n, 'America/Chicago',
    '', '', '', '', '{}', ''
FROM generate_series(0, %(locations)s::bigint - 1) AS n
"""

TEXT_NUMBERS = """
INSERT INTO chairside_textnumber (id, organization_id, location_id, number, account_sid, auth_token, path_token,
    carrier_answers_keywords, pause_reason)
SELECT bench_id(n), %(organization)s, bench_id(bench_spread(n)), '+1312555' || lpad(n::text, 4, '0'),
    'AC' || md5(''), %(token)s, 'path-' || n, true, ''
FROM generate_series(0, %(locations)s::bigint - 1) AS n
"""

# one in five is spoken for by the one before
PATIENTS = """
INSERT INTO chairside_patient (id, organization_id, given_name, family_name, birth_date, status, text_messages,
    language, email, external_id, primary_contact_id, primary_guarantor_id)
SELECT bench_id(n), %(organization)s, given[1 + mod(n, 20)],
    family[1 + mod(n / 20, 20)] || bench_word(n / 400),
    date '1940-01-01' + mod(n, 25000)::int, 'active', true, 'en', '', '',
    bench_id(n - CASE WHEN mod(n, 5) = 4 THEN 1 ELSE 0 END), bench_id(n)
FROM generate_series(0, %(threads)s::bigint - 1) AS n, (SELECT
    string_to_array('Ada Ben Cara Dev Ella Finn Gia Hugo Ines Jon Kaya Leo Mia Noor Otis Pia Quin Rosa Sam Tara', ' '),
    string_to_array('Ad Bau Col Dia Ev Fro Gra Hal It Jon Kle Lop Moo Nas Or Pa Qui Rey Sto Tra', ' ')
) AS names (given, family)
"""

PHONES = f"""
INSERT INTO chairside_phone (id, organization_id, patient_id, position, type, number)
SELECT bench_id(n), %(organization)s, bench_id(n), 0, 'mobile', {NUMBER.format("n")}
FROM generate_series(0, %(threads)s::bigint - 1) AS n
"""

# busy threads beside quiet ones: what a thread gets falls with its rank, and every location has all ranks
MESSAGES = """
INSERT INTO chairside_message (id, organization_id, location_id, thread_id, direction, body, at, meaning, for_review,
    may_mean_appointment, media_count, communication, sent_by_id, status, status_at, carrier_id)
SELECT bench_id(made.n, moment), %(organization)s, place, thread, CASE WHEN ours THEN 'out' ELSE 'in' END,
    sentence[1 + mod(made.n, 12)] || ' ' || bench_word(chance) || ' ' || bench_word(chance / 2000) || ' '
        || bench_word(made.n * 7), moment, '', false, false, 0, '', CASE WHEN ours THEN %(user)s::uuid END,
    CASE WHEN ours THEN 'delivered' ELSE 'received' END, moment, md5('carrier' || made.n)::uuid
FROM (
    SELECT n, bench_spread(n) AS chance, mod(n, 2) = 1 AS ours,
        floor(%(threads)s * power(mod(n * 1597334677, 4294967296) / 4294967296.0::float8, 1.5))::bigint AS rank,
        timestamptz '2024-11-20' + make_interval(secs => n * %(seconds)s) AS moment
    FROM generate_series(%(first)s::bigint, %(last)s::bigint - 1) AS n
) AS made
JOIN bench_people ON bench_people.n = rank,
(SELECT ARRAY['Can I move my appointment to', 'See you on', 'Is the parking free behind', 'It hurts since',
    'Please call us about', 'Thank you for', 'We have an opening at', 'The crown is ready for', 'What is the cost of',
    'I am running late from', 'Do you take insurance of', 'Your cleaning is due in']) AS said (sentence)
ORDER BY made.n
"""

# what the inbox row shows, read from the messages as the program keeps it beside the thread
THREADS = f"""
INSERT INTO chairside_thread (id, organization_id, location_id, contact_id, number, created_at, last_at, last_outgoing,
    last_sender_id, snippet, unread, unanswered_since, written_at, undeliverable_at)
SELECT thread, %(organization)s, place, person, {NUMBER.format("n")}, '2024-01-01', newest.at,
    newest.direction = 'out', newest.sent_by_id, left(newest.body, 160),
    CASE WHEN newest.direction = 'in' AND mod(rank, 25) = 0 THEN 1 + mod(rank, 3) ELSE 0 END,
    CASE WHEN newest.direction = 'in' AND mod(rank, 5) < 2 THEN newest.at END,
    newest.at, CASE WHEN mod(rank, 200) = 7 THEN newest.at END
FROM bench_people
CROSS JOIN LATERAL (SELECT n / %(locations)s AS rank) AS within
CROSS JOIN LATERAL (
    SELECT at, direction, sent_by_id, body FROM chairside_message WHERE thread_id = bench_people.thread
    ORDER BY id DESC LIMIT 1) AS newest
"""


BEFORE = (DEFAULTS, ID, SPREAD, WORD, PEOPLE, LOCATIONS, TEXT_NUMBERS, PATIENTS, PHONES)


def fill(url: str, locations: int, *, organization: str, user: str, token: str) -> dict[str, float]:
    """Make so many locations with all that is theirs; give the seconds that each step took."""
    messages = locations * MESSAGES_PER_LOCATION
    values = {
        "locations": locations,
        "threads": locations * THREADS_PER_LOCATION,
        "organization": organization,
        "user": user,
        "token": token,
        "seconds": DAYS * 86_400 / messages,
    }
    took = {}
    with psycopg.connect(url, autocommit=True) as connection:
        # the foreign keys hold by the making; the messages come before their threads
        connection.execute("SET session_replication_role = replica")
        for statement in BEFORE:
            took[statement.split()[2]] = _timed(connection, statement, values)
        connection.execute("ANALYZE bench_people")
        deferred = connection.execute(DEFERRED).fetchall()
        for name, _ in deferred:
            connection.execute(f'DROP INDEX "{name}"')
        took["messages"] = _messages(url, messages, values)
        in_thread = [definition for name, definition in deferred if name == "message_in_thread"]
        took["index of threads"] = _indexes(url, in_thread)
        took["threads"] = _timed(connection, THREADS, values)
        connection.execute("DROP TABLE bench_people")
        took["indexes"] = _indexes(url, [definition for _, definition in deferred if definition not in in_thread])
        took["statistics"] = _timed(connection, "VACUUM (ANALYZE)", {})
    return {name: round(seconds, 1) for name, seconds in took.items() if seconds > 0.05}


def _messages(url: str, count: int, values: dict[str, object]) -> float:
    """Two pieces at a time, as there are processors, each next to the other in time: ids rise nearly in order."""
    began = time.perf_counter()
    step = max(1, min(250_000, count // 4))
    pieces = [(first, min(first + step, count)) for first in range(0, count, step)]

    def insert(piece: tuple[int, int]) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            _timed(connection, MESSAGES, {**values, "first": piece[0], "last": piece[1]})

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(insert, pieces))
    return time.perf_counter() - began


def _indexes(url: str, definitions: list[str]) -> float:
    began = time.perf_counter()

    def make(definition: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET maintenance_work_mem = '1GB'")
            connection.execute(definition)

    # the slowest first
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(make, sorted(definitions, key=lambda one: "gin" not in one)))
    return time.perf_counter() - began


def _timed(connection: psycopg.Connection, statement: str, values: dict[str, object]) -> float:
    began = time.perf_counter()
    connection.execute(statement, values or None)
    return time.perf_counter() - began
