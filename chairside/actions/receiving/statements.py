"""The statements of receiving, each for a whole batch; bench/intake lets pgbench run the same for one text."""

NUMBERS = """
SELECT number.organization_id, number.location_id, number.number, number.account_sid, number.carrier_answers_keywords,
    location.time_zone, location.name AS location, organization.name AS organization,
    reply.active_since IS NOT NULL AS replies_after_hours
FROM chairside_textnumber AS number
JOIN chairside_location AS location ON location.id = number.location_id
JOIN chairside_organization AS organization ON organization.id = number.organization_id
LEFT JOIN chairside_afterhoursreply AS reply ON reply.location_id = number.location_id
WHERE number.number = ANY(%(numbers)s::text[])
"""

# One by one, each by both columns of the unique index: whatever the planner believes of the table, it has no other way.
KNOWN = """
SELECT known.carrier_id
FROM unnest(%(organizations)s::uuid[]) AS organization (id)
CROSS JOIN unnest(%(carrier_ids)s::uuid[]) AS asked (carrier_id)
CROSS JOIN LATERAL (
    SELECT message.carrier_id FROM chairside_message AS message
    WHERE message.organization_id = organization.id AND message.carrier_id = asked.carrier_id LIMIT 1) AS known
"""

# A primary contact is whoever at least one patient has as theirs. A duplicate's phones are the original's, who is
# heard also for those that still have the duplicate as their contact. A number that was given up (unfit, or a landline,
# as the carrier said once) is noted: whoever texts from it can be texted.
CONTACTS = """
SELECT phone.organization_id, phone.number, coalesce(owner.duplicate_of_id, owner.id) AS patient_id,
    bool_or(phone.unfit_at IS NOT NULL OR phone.landline_at IS NOT NULL) AS is_given_up
FROM chairside_phone AS phone
JOIN chairside_patient AS owner ON owner.id = phone.patient_id
WHERE phone.number = ANY(%(senders)s::text[]) AND phone.organization_id = ANY(%(organizations)s::uuid[])
  AND EXISTS (
    SELECT FROM chairside_patient AS patient
    WHERE patient.organization_id = phone.organization_id
      AND patient.primary_contact_id IN (owner.id, owner.duplicate_of_id)
      AND patient.status NOT IN ('non_patient', 'duplicate'))
GROUP BY 1, 2, 3
"""

# Locked in one order, so that two writers never wait for each other in a ring.
THREADS = """
SELECT id, organization_id, location_id, contact_id, number, last_at, last_outgoing, last_sender_id, snippet,
    last_media, unread, unanswered_since, written_at, done_at
FROM chairside_thread
WHERE location_id = ANY(%(locations)s::uuid[]) AND number = ANY(%(senders)s::text[])
ORDER BY id FOR UPDATE
"""

OPEN_TESTS = """
SELECT id, location_id, "to", code FROM chairside_textnumbertest
WHERE location_id = ANY(%(locations)s::uuid[]) AND "to" = ANY(%(senders)s::text[]) AND handed_at > %(begun)s
"""

# How near the next or last visit of each is, where a number is shared by several: a text is about the nearest one.
NEAREST_VISITS = """
SELECT visit.location_id, patient.primary_contact_id,
    min(abs(extract(epoch FROM visit.starts_at - %(now)s::timestamptz))) AS seconds
FROM chairside_patient AS patient
JOIN chairside_appointment AS visit ON visit.patient_id = patient.id
WHERE patient.primary_contact_id = ANY(ARRAY(
    SELECT contact.patient_id FROM contact
    WHERE EXISTS (
        SELECT FROM contact AS other
        WHERE other.organization_id = contact.organization_id AND other.number = contact.number
          AND other.patient_id <> contact.patient_id)))
  AND visit.location_id = ANY(%(locations)s::uuid[])
  AND visit.status NOT IN ('broken', 'no_show')
GROUP BY visit.location_id, patient.primary_contact_id
"""

# All of the above with one question, for the numbers that were written to: whose they are, it finds by itself.
GATHER = f"""
WITH number AS MATERIALIZED ({NUMBERS}), contact AS MATERIALIZED ({CONTACTS})
SELECT
  (SELECT json_agg(json_build_array(organization_id, location_id, number, account_sid, carrier_answers_keywords,
     time_zone, location, organization, replies_after_hours)) FROM number),
  (SELECT json_agg(carrier_id) FROM ({KNOWN}) AS known),
  (SELECT json_agg(json_build_array(organization_id, number, patient_id, is_given_up)) FROM contact),
  (SELECT json_agg(json_build_array(id, organization_id, location_id, contact_id, number, last_at, last_outgoing,
     last_sender_id, snippet, last_media, unread, unanswered_since, written_at, done_at)) FROM ({THREADS}) AS thread),
  (SELECT json_agg(json_build_array(id, location_id, "to", code)) FROM ({OPEN_TESTS}) AS test),
  (SELECT json_agg(json_build_array(location_id, primary_contact_id, seconds)) FROM ({NEAREST_VISITS}) AS visit)
""".replace("%(organizations)s::uuid[]", "ARRAY(SELECT organization_id FROM number)").replace(  # noqa: S608 - statements of ours
    "%(locations)s::uuid[]", "ARRAY(SELECT location_id FROM number)"
)

# What holds now for each number, for every location; a word about one kind of text alone is not meant.
CONSENT = """
SELECT asked.organization_id, asked.number, newest.opted_in, newest.at, newest.source
FROM unnest(%(organizations)s::uuid[], %(numbers)s::text[]) AS asked (organization_id, number)
CROSS JOIN LATERAL (
    SELECT entry.opted_in, entry.at, entry.source FROM chairside_consententry AS entry
    WHERE entry.organization_id = asked.organization_id AND entry.number = asked.number AND entry.category = ''
    ORDER BY entry.id DESC LIMIT 1) AS newest
"""

INSERT = """
INSERT INTO chairside_message (id, organization_id, location_id, thread_id, direction, body, at, meaning, for_review,
    may_mean_appointment, media_count, communication, status, status_at, carrier_id)
SELECT id, organization_id, location_id, thread_id, 'in', body, at, meaning, for_review,
    may_mean_appointment, media_count, '', 'received', %(now)s::timestamptz, carrier_id
FROM unnest(%(ids)s::uuid[], %(organizations)s::uuid[], %(locations)s::uuid[], %(threads)s::uuid[],
    %(bodies)s::text[], %(moments)s::timestamptz[], %(meanings)s::text[], %(for_review)s::boolean[],
    %(may_mean_appointment)s::boolean[], %(media)s::smallint[], %(carrier_ids)s::uuid[])
  AS text (id, organization_id, location_id, thread_id, body, at, meaning, for_review,
    may_mean_appointment, media_count, carrier_id)
"""

TOUCH = """
UPDATE chairside_thread AS thread
SET last_at = new.last_at, last_outgoing = new.last_outgoing, last_sender_id = new.last_sender_id,
    snippet = new.snippet, last_media = new.last_media, unread = new.unread,
    unanswered_since = new.unanswered_since, written_at = new.written_at, snoozed_until = NULL, done_at = new.done_at
FROM unnest(%(touched)s::uuid[], %(last_at)s::timestamptz[], %(last_outgoing)s::boolean[], %(last_sender_id)s::uuid[],
    %(snippet)s::text[], %(last_media)s::smallint[], %(unread)s::int[], %(unanswered_since)s::timestamptz[],
    %(written_at)s::timestamptz[], %(done_at)s::timestamptz[])
  AS new (id, last_at, last_outgoing, last_sender_id, snippet, last_media, unread, unanswered_since, written_at,
    done_at)
WHERE thread.id = new.id
"""

# What every batch writes, and the bell: one statement where three would each cost as much again as the text.
WRITE = f"""
WITH texts AS ({INSERT}), threads AS ({TOUCH})
SELECT pg_notify(%(channel)s, payload) FROM unnest(%(payloads)s::text[]) AS bell (payload)
"""  # noqa: S608 - statements of ours

# Reminded, unconfirmed, future visits of these contacts' patients; locked in one order. Where the reminder is a text of
# ours, it must have left, to whoever is the contact now, and not have failed: nobody says yes to what they did not get.
AWAITING = """
SELECT visit.id, visit.location_id, visit.patient_id, patient.primary_contact_id, visit.starts_at, visit.reminded_at,
    patient.given_name, contact.language
FROM chairside_patient AS patient
JOIN chairside_patient AS contact ON contact.id = patient.primary_contact_id
JOIN chairside_appointment AS visit ON visit.patient_id = patient.id
WHERE patient.primary_contact_id = ANY(%(contacts)s::uuid[]) AND visit.location_id = ANY(%(locations)s::uuid[])
  AND visit.status = ANY(%(confirmable)s::text[]) AND visit.reminded_at IS NOT NULL
  AND visit.starts_at > %(now)s::timestamptz
  AND coalesce((
    SELECT bool_or(asking.contact_id = patient.primary_contact_id AND text.status NOT IN ('failed', 'undelivered')
      AND (text.status <> 'queued' OR text.carrier_id IS NOT NULL OR EXISTS (
        SELECT FROM chairside_attempt AS attempt
        WHERE attempt.message_id = text.id AND attempt.outcome IN ('', 'accepted', 'unknown'))))
    FROM chairside_plannedmessage AS asking
    JOIN chairside_communication AS communication ON communication.id = asking.communication_id
    JOIN chairside_message AS text ON text.id = asking.message_id
    WHERE asking.appointment_id = visit.id AND asking.state = 'sent' AND communication.asks_confirmation), true)
ORDER BY visit.id FOR UPDATE OF visit
"""

# Where a communication of the location's own follows a confirmation (domain: then no default thank-you).
THANKING = """
SELECT DISTINCT location_id FROM chairside_communication
WHERE location_id = ANY(%(locations)s::uuid[]) AND kind = 'appointment' AND trigger = 'confirmed'
  AND active_since IS NOT NULL
"""

RING = "SELECT pg_notify(%(channel)s, %(payload)s)"

# What is known of the texts that reports are about, locked in one order. `is_special` is what only one text in
# hundreds is: tried again since, back in the queue, or in a thread with undeliverable texts.
REPORTED = """
SELECT attempt.token, attempt.carrier_id, message.location_id, message.id, message.thread_id, message.status,
    EXISTS (
      SELECT FROM chairside_attempt AS later WHERE later.message_id = attempt.message_id AND later.id > attempt.id)
    OR EXISTS (SELECT FROM chairside_queuedmessage AS queued WHERE queued.message_id = attempt.message_id)
    OR EXISTS (SELECT FROM chairside_undeliverable AS work WHERE work.thread_id = message.thread_id) AS is_special
FROM chairside_attempt AS attempt JOIN chairside_message AS message ON message.id = attempt.message_id
WHERE attempt.token = ANY(%(tokens)s::text[])
ORDER BY attempt.id FOR NO KEY UPDATE OF attempt, message
"""

MOVE = """
UPDATE chairside_message AS message
SET status = new.status, status_at = %(now)s::timestamptz, error_code = NULL, failure = NULL
FROM unnest(%(ids)s::uuid[], %(statuses)s::text[]) AS new (id, status)
WHERE message.id = new.id
"""
