"""The inbox: remembers every event before the door answers, and hands events out by lease until they are done.

Redis keys, all under `lighterman:`
    seen:KEY            an event with this key was accepted (7 days)
    event:ID            hash: packed, subject, lane, state (new, done, superseded, dead), order, received, died,
                        claimed and settled (the tokens of who works on it and who last did), again (look once more);
                        kept for 7 days after its end, 30 days when it is dead
    order               the number of the newest event
    waiting:SUBJECT     set: the events of a subject that are not done
    pending:LANE        sorted set: event id by the time it is due; a claimed one is due when its lease ends
    claim:TOKEN         list: the subjects of one claim, in case that its answer is lost (one lease)
    lease:SUBJECT       the token of the worker that has it
    rest:SUBJECT        hash: failures in a row, and until when the subject rests after the last one (7 days)
    alias:PIPELINE      the merge request's subject that a pipeline belongs to (1 day)
    doorbell:LANE       a drain task is on its way (30 seconds)
    dead                sorted set: dead letters by the time they died (30 days)
    sweeper             the token of the leading sweeper (three sweeps)
    ready               written to see that Redis can be written (1 minute)
    counts              hash: what the door heard, by kind and outcome
"""
