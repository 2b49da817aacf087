"""The inbox: remembers every event before the door answers, and hands events out by lease until they are done.

Redis keys, all under `lighterman:`
    seen:KEY            an event with this key was accepted (7 days)
    event:ID            hash: packed, subject, state (new, done, superseded, dead), order, died, claimed
    waiting:SUBJECT     set: the events of a subject that are not done
    pending:LANE        sorted set: event id by the time it is due; a claimed one is due when its lease ends
    lease:SUBJECT       the token of the worker that has it
    rest:SUBJECT        hash: failures in a row, and until when the subject rests after the last one
    alias:PIPELINE      the merge request's subject that a pipeline belongs to
    doorbell:LANE       a drain task is on its way
    dead                sorted set: dead letters by the time they died
    counts              hash: what the door heard, by kind and outcome
"""
