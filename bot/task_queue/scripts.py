"""What must happen at once: the Lua scripts of the inbox.

Every script may be sent twice, because redis-py repeats a command whose answer was lost; the second time changes
nothing and answers as the first time did. Time is Redis's own, the one clock that all processes share, unless a script
is given another one.
"""

_CLOCK = """
local function clock(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return time[1] + time[2] / 1000000
end
"""

_MOVE = """
local function move(from, to)
  -- The events of a pipeline join those of its merge request, unless somebody is at work on them.
  if redis.call('EXISTS', 'lighterman:lease:' .. from) == 1 then return false end
  for _, id in ipairs(redis.call('SMEMBERS', 'lighterman:waiting:' .. from)) do
    if redis.call('EXISTS', 'lighterman:event:' .. id) == 1 then
      redis.call('HSET', 'lighterman:event:' .. id, 'subject', to)
      redis.call('SADD', 'lighterman:waiting:' .. to, id)
    end
  end
  redis.call('DEL', 'lighterman:waiting:' .. from)
  return true
end
"""

_GIVE_UP = """
local function give_up(id, dead, now, keep)
  redis.call('HSET', 'lighterman:event:' .. id, 'state', 'dead')
  redis.call('EXPIRE', 'lighterman:event:' .. id, keep)
  redis.call('ZADD', dead, now, id)
  redis.call('ZREMRANGEBYSCORE', dead, '-inf', now - keep)
end
"""

_OPEN = """
local function open(id, pending, now)
  local event = 'lighterman:event:' .. id
  redis.call('PERSIST', event)
  redis.call('HSET', event, 'state', 'new')
  redis.call('SADD', 'lighterman:waiting:' .. redis.call('HGET', event, 'subject'), id)
  redis.call('ZADD', pending, now, id)
end
"""

ACCEPT = (
    _CLOCK
    + _MOVE
    + """
-- KEYS: seen (delivery), seen (semantic), event, pending, doorbell
-- ARGV: now or '', id, packed, subject, pipeline key or '', lane, delay, doorbell seconds, keep seconds, limit
if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then
  redis.call('SET', KEYS[1], '1', 'EX', ARGV[9])
  return 0
end
if redis.call('ZCARD', KEYS[4]) >= tonumber(ARGV[10]) then return -1 end
redis.call('SET', KEYS[1], '1', 'EX', ARGV[9])
redis.call('SET', KEYS[2], '1', 'EX', ARGV[9])
local now, delay = clock(ARGV[1]), tonumber(ARGV[7])
local subject = ARGV[4]
if ARGV[5] ~= '' then
  local alias = 'lighterman:alias:' .. ARGV[5]
  if subject == ARGV[5] then
    subject = redis.call('GET', alias) or subject
  else
    redis.call('SET', alias, subject, 'EX', 86400)
    move(ARGV[5], subject)
  end
end
redis.call('HSET', KEYS[3], 'packed', ARGV[3], 'subject', subject, 'lane', ARGV[6], 'state', 'new', 'died', 0,
  'received', now, 'order', redis.call('INCR', 'lighterman:order'))
redis.call('SADD', 'lighterman:waiting:' .. subject, ARGV[2])
redis.call('ZADD', KEYS[4], now + delay, ARGV[2])
-- Nobody is sent for an event that is not due yet: the sweeper rings when it is.
if delay == 0 and redis.call('SET', KEYS[5], '1', 'NX', 'EX', ARGV[8]) then return 2 end
return 1
"""
)
"""Returns 0 for an event seen before, 1 for a new one, 2 for a new one whose caller must ring, -1 for a full inbox.

Sent again it answers 0 where it answered 2, so that nobody rings; the sweeper then finds the bell set and no drain
task, and rings in the caller's place.
"""

CLAIM = (
    _CLOCK
    + _MOVE
    + _GIVE_UP
    + """
-- KEYS: pending, dead, claim; ARGV: now or '', lease seconds, token, limit, deaths allowed, keep seconds (dead),
-- how many suspects together
local now, lease, token = clock(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local batches, given_up = {}, {}
local function add(subject, ids)
  local batch = {subject, redis.call('HGET', 'lighterman:rest:' .. subject, 'failures') or '0'}
  for _, id in ipairs(ids) do
    local event = redis.call('HMGET', 'lighterman:event:' .. id, 'packed', 'order', 'received')
    batch[#batch + 1] = id
    batch[#batch + 1] = event[1]
    batch[#batch + 1] = event[2]
    batch[#batch + 1] = tostring(math.max(0, now - tonumber(event[3])))
  end
  batches[#batches + 1] = batch
end
local function bury(id, waiting)
  redis.call('SREM', waiting, id)
  redis.call('ZREM', KEYS[1], id)
end
local function collect(waiting)
  local ids, worst = {}, 0
  for _, id in ipairs(redis.call('SMEMBERS', waiting)) do
    local event = 'lighterman:event:' .. id
    if redis.call('EXISTS', event) == 0 then
      bury(id, waiting)
    else
      if redis.call('HDEL', event, 'claimed') == 1 then redis.call('HINCRBY', event, 'died', 1) end
      local died = tonumber(redis.call('HGET', event, 'died'))
      if died >= tonumber(ARGV[5]) then
        bury(id, waiting)
        give_up(id, KEYS[2], now, ARGV[6])
        given_up[#given_up + 1] = id
      else
        worst = math.max(worst, died)
        ids[#ids + 1] = id
      end
    end
  end
  return ids, worst
end
-- The same claim once more: the answer to it was lost.
for _, subject in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do
  local ids = {}
  for _, id in ipairs(redis.call('SMEMBERS', 'lighterman:waiting:' .. subject)) do
    if redis.call('HGET', 'lighterman:event:' .. id, 'claimed') == token then ids[#ids + 1] = id end
  end
  if redis.call('GET', 'lighterman:lease:' .. subject) == token then add(subject, ids) end
end
if #batches > 0 then return {batches, given_up} end
local taken, mine, deaths = 0, {}, nil
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 500)) do
  if taken >= tonumber(ARGV[4]) then break end
  local subject = redis.call('HGET', 'lighterman:event:' .. id, 'subject')
  local alias = subject and redis.call('GET', 'lighterman:alias:' .. subject)
  if alias and move(subject, alias) then subject = alias end
  if not subject then
    redis.call('ZREM', KEYS[1], id)
  elseif not mine[subject] then
    local lease_key = 'lighterman:lease:' .. subject
    local rest = tonumber(redis.call('HGET', 'lighterman:rest:' .. subject, 'until') or '0')
    if redis.call('EXISTS', lease_key) == 1 or rest > now then
      -- Looked at again when the lease or the back-off ends, so that it does not count as due meanwhile.
      redis.call('ZADD', KEYS[1], 'XX', 'GT', math.max(rest, now + 1), id)
    else
      local ids, worst = collect('lighterman:waiting:' .. subject)
      if #ids > 0 and (deaths or worst) == worst then
        redis.call('SET', lease_key, token, 'PX', math.floor(lease * 1000))
        redis.call('RPUSH', KEYS[3], subject)
        redis.call('PEXPIRE', KEYS[3], math.floor(lease * 1000))
        for _, other in ipairs(ids) do
          redis.call('HSET', 'lighterman:event:' .. other, 'claimed', token)
          redis.call('ZADD', KEYS[1], now + lease, other)
        end
        add(subject, ids)
        taken = taken + #ids
        mine[subject] = true
        deaths = worst
        if deaths == ARGV[5] - 1 or (deaths > 0 and #batches == tonumber(ARGV[7])) then break end
      end
    end
  end
end
return {batches, given_up}
"""
)
"""Returns a list per subject (subject, its failures in a row, then id, packed, order, age of each event), and the ids
of the events that were given up.

An event that was claimed and never finished has died once; it is handed out with few others that died as often, and
before its last death alone, so that it can take no other event with it; after `deaths allowed` deaths it is a dead
letter. A claim of one subject takes all that waits for it, also what came last: one review covers them all.
"""

SETTLE = (
    _CLOCK
    + _GIVE_UP
    + """
-- KEYS: pending, lease, waiting, dead, rest
-- ARGV: now or '', token, keep seconds, keep seconds (dead), wait seconds, what of the lease, then id, state of each
if redis.call('GET', KEYS[2]) ~= ARGV[2] then
  -- The same once more: the answer to it was lost.
  if ARGV[7] and redis.call('HGET', 'lighterman:event:' .. ARGV[7], 'settled') == ARGV[2] then return 1 end
  return 0
end
local now = clock(ARGV[1])
local due = now + tonumber(ARGV[5])
for i = 7, #ARGV, 2 do
  local id, state = ARGV[i], ARGV[i + 1]
  local event = 'lighterman:event:' .. id
  -- First a command that needs no memory: after it Redis lets a script write although its memory is full.
  redis.call('HDEL', event, 'claimed')
  redis.call('HSET', event, 'settled', ARGV[2])
  local again = redis.call('HDEL', event, 'again') == 1
  if state == 'new' or (again and state ~= 'dead') then
    redis.call('ZADD', KEYS[1], state == 'new' and due or now, id)
  else
    redis.call('ZREM', KEYS[1], id)
    redis.call('SREM', KEYS[3], id)
    if state == 'dead' then
      give_up(id, KEYS[4], now, ARGV[4])
    else
      redis.call('HSET', event, 'state', state)
      redis.call('EXPIRE', event, ARGV[3])
    end
  end
end
if ARGV[6] == 'keep' then return 1 end
redis.call('DEL', KEYS[2])
if ARGV[6] == 'failed' then
  redis.call('HSET', KEYS[5], 'until', due)
  redis.call('HINCRBY', KEYS[5], 'failures', 1)
  redis.call('EXPIRE', KEYS[5], ARGV[3])
else
  redis.call('DEL', KEYS[5])
end
return 1
"""
)
"""Fenced: only the holder of the lease may settle; 0 says that the lease was lost.

The state `new` lets an event wait. What of the lease: `keep` it, or let it go because the attempt `ended` or `failed`.
Failures are counted per subject: events that come during an outage must neither skip its back-off nor add to it.
"""

RENEW = (
    _CLOCK
    + """
-- KEYS: pending, lease; ARGV: now or '', token, lease seconds, then ids
if redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
redis.call('PEXPIRE', KEYS[2], math.floor(tonumber(ARGV[3]) * 1000))
local ends = clock(ARGV[1]) + tonumber(ARGV[3])
for i = 4, #ARGV do redis.call('ZADD', KEYS[1], 'XX', ends, ARGV[i]) end
return 1
"""
)

LOOK_AGAIN = (
    _CLOCK
    + _OPEN
    + """
-- KEYS: pending; ARGV: now or '', then ids
for i = 2, #ARGV do
  local event = 'lighterman:event:' .. ARGV[i]
  local subject, state, claimed = unpack(redis.call('HMGET', event, 'subject', 'state', 'claimed'))
  if state == 'new' and redis.call('EXISTS', 'lighterman:lease:' .. subject) == 1 then
    if claimed then redis.call('HSET', event, 'again', '1') end
  elseif state and state ~= 'dead' then
    open(ARGV[i], KEYS[1], clock(ARGV[1]))
  end
end
return 1
"""
)
"""For who lost a lease and may have written something old: what another one has finished becomes pending again, what
another one works on does so when that one is done. A dead letter stays dead, so that a task that always loses its lease
ends, and for the same reason deaths are not forgiven."""

REPLAY = (
    _CLOCK
    + _OPEN
    + """
-- KEYS: dead; ARGV: now or '', then ids
local replayed = 0
for i = 2, #ARGV do
  local event = 'lighterman:event:' .. ARGV[i]
  local subject, state, lane = unpack(redis.call('HMGET', event, 'subject', 'state', 'lane'))
  redis.call('ZREM', KEYS[1], ARGV[i])
  if state == 'dead' then
    redis.call('HSET', event, 'died', 0, 'received', clock(ARGV[1]))
    redis.call('DEL', 'lighterman:rest:' .. subject)
    open(ARGV[i], 'lighterman:pending:' .. lane, clock(ARGV[1]))
    replayed = replayed + 1
  end
end
return replayed
"""
)

ALIAS = (
    _MOVE
    + """
-- KEYS: alias; ARGV: pipeline key, subject
redis.call('SET', KEYS[1], ARGV[2], 'EX', 86400)
move(ARGV[1], ARGV[2])
return 1
"""
)

DUE = _CLOCK + "return redis.call('ZCOUNT', KEYS[1], '-inf', clock(ARGV[1]) - tonumber(ARGV[2]))"

LEAD = """
-- KEYS: leader; ARGV: token, milliseconds
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
"""
"""Become or stay the leader; a leader that dies is replaced when its lock runs out."""

UNLOCK = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""
