"""The statements for what follows from some texts only, each for a whole batch."""

# An opt-out takes what is queued for the number, at every location of the organization.
SILENCE = """
WITH taken AS (
    DELETE FROM chairside_queuedmessage AS queued
    USING unnest(%(organizations)s::uuid[], %(numbers)s::text[]) AS silenced (organization_id, number)
    WHERE queued.organization_id = silenced.organization_id AND queued.to_number = silenced.number
    RETURNING queued.message_id)
UPDATE chairside_message AS message
SET status = 'failed', status_at = %(now)s::timestamptz, error_code = %(code)s
FROM taken WHERE message.id = taken.message_id
"""

# What is written down for the number already and may not have set out yet: the worker is told which attempts.
HOLD_BACK = """
SELECT pg_notify(%(channel)s, attempt.id::text)
FROM unnest(%(organizations)s::uuid[], %(numbers)s::text[]) AS silenced (organization_id, number)
JOIN chairside_textnumber AS ours ON ours.organization_id = silenced.organization_id
JOIN chairside_attempt AS attempt ON attempt.from_number = ours.number AND attempt.to_number = silenced.number
WHERE attempt.settled_at IS NULL AND attempt.outcome = ''
"""

SILENCED_THREADS = """
SELECT thread.location_id, thread.id
FROM unnest(%(organizations)s::uuid[], %(numbers)s::text[]) AS silenced (organization_id, number)
JOIN chairside_thread AS thread
  ON thread.organization_id = silenced.organization_id AND thread.number = silenced.number
"""

# Whether anything waits at all for who opted out.
PLANNED_FOR_SILENCED = """
SELECT EXISTS (
    SELECT FROM unnest(%(organizations)s::uuid[], %(numbers)s::text[]) AS silenced (organization_id, number)
    JOIN chairside_phone AS phone
      ON phone.organization_id = silenced.organization_id AND phone.number = silenced.number
    JOIN chairside_patient AS patient ON patient.primary_contact_id = phone.patient_id
    JOIN chairside_plannedmessage AS planned ON planned.patient_id = patient.id
    WHERE planned.state = 'waiting' AND planned.kind <> 'statement')
"""

# Who texts can be texted: what the carrier said of the phone before is past.
REACHED = """
UPDATE chairside_phone AS phone
SET unfit_at = CASE WHEN phone.unfit_at > reached.at THEN phone.unfit_at END,
    landline_at = CASE WHEN phone.landline_at > reached.at THEN phone.landline_at END
FROM unnest(%(organizations)s::uuid[], %(numbers)s::text[], %(moments)s::timestamptz[])
  AS reached (organization_id, number, at)
WHERE phone.organization_id = reached.organization_id AND phone.number = reached.number
  AND (phone.unfit_at <= reached.at OR phone.landline_at <= reached.at)
"""

CONFIRM = """
UPDATE chairside_appointment AS visit
SET status = 'confirmed', status_at = %(now)s::timestamptz, confirmed_by_text_id = confirmed.text_id
FROM unnest(%(visits)s::uuid[], %(texts)s::uuid[]) AS confirmed (visit_id, text_id)
WHERE visit.id = confirmed.visit_id
"""

# The visits whose plan a confirmation changes at once: something waits about them, or a text follows from it.
# What else it changes is only said, not sent: the planner's next look does.
TO_REPLAN = """
SELECT visit.id FROM chairside_appointment AS visit
WHERE visit.id = ANY(%(visits)s::uuid[]) AND (
    EXISTS (
      SELECT FROM chairside_plannedmessage AS planned
      WHERE planned.appointment_id = visit.id AND planned.state = 'waiting')
    OR EXISTS (
      SELECT FROM chairside_communication AS communication
      WHERE communication.location_id = visit.location_id AND communication.kind = 'appointment'
        AND communication.trigger = 'confirmed' AND communication.active_since IS NOT NULL))
"""

ANSWERED = """
UPDATE chairside_textnumbertest SET answered_at = %(now)s::timestamptz
WHERE id = ANY(%(tests)s::uuid[]) AND answered_at IS NULL
"""

# All that is kept of strangers: a count per location and day.
COUNT_STRANGERS = """
INSERT INTO chairside_knocktally (id, organization_id, location_id, day, strangers, forged)
SELECT id, organization_id, location_id, day, strangers, 0
FROM unnest(%(ids)s::uuid[], %(organizations)s::uuid[], %(locations)s::uuid[], %(days)s::date[],
    %(strangers)s::int[]) AS tally (id, organization_id, location_id, day, strangers)
ORDER BY location_id
ON CONFLICT (location_id, day)
DO UPDATE SET strangers = chairside_knocktally.strangers + excluded.strangers
"""
