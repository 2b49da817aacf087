"""What must happen at once: the Lua scripts of the inbox."""

ACCEPT = """
-- KEYS: seen (idempotency), seen (semantic), event, pending, doorbell
-- ARGV: id, packed, subject, pipeline key or '', due, doorbell seconds, keep seconds
if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then
  redis.call('SET', KEYS[1], '1', 'EX', ARGV[7])
  return 0
end
redis.call('SET', KEYS[1], '1', 'EX', ARGV[7])
redis.call('SET', KEYS[2], '1', 'EX', ARGV[7])
local subject = ARGV[3]
if ARGV[4] ~= '' then
  local alias = 'lighterman:alias:' .. ARGV[4]
  if subject == ARGV[4] then
    subject = redis.call('GET', alias) or subject
  else
    redis.call('SET', alias, subject, 'EX', 86400)
  end
end
redis.call('HSET', KEYS[3], 'packed', ARGV[2], 'subject', subject, 'state', 'new', 'died', 0,
  'order', redis.call('INCR', 'lighterman:order'))
redis.call('SADD', 'lighterman:waiting:' .. subject, ARGV[1])
redis.call('ZADD', KEYS[4], ARGV[5], ARGV[1])
if redis.call('SET', KEYS[5], '1', 'NX', 'EX', ARGV[6]) then return 2 end
return 1
"""
"""Returns 0 for an event seen before, 1 for a new one, 2 for a new one whose caller must ring."""

CLAIM = """
-- KEYS: pending, dead; ARGV: now, lease seconds, token, limit, deaths allowed
local now, lease = tonumber(ARGV[1]), tonumber(ARGV[2])
local taken, batches, mine = 0, {}, {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 500)) do
  if taken >= tonumber(ARGV[4]) then break end
  local event = 'lighterman:event:' .. id
  local subject = redis.call('HGET', event, 'subject')
  if not subject then
    redis.call('ZREM', KEYS[1], id)
  elseif not mine[subject] then
    local lease_key = 'lighterman:lease:' .. subject
    local rest = tonumber(redis.call('HGET', 'lighterman:rest:' .. subject, 'until') or '0')
    if redis.call('EXISTS', lease_key) == 1 or rest > now then
      -- Looked at again when the lease or the back-off ends, so that it does not count as due meanwhile.
      redis.call('ZADD', KEYS[1], 'XX', 'GT', math.max(rest, now + 1), id)
    else
      local waiting = 'lighterman:waiting:' .. subject
      local ids, suspect = {}, false
      for _, other in ipairs(redis.call('SMEMBERS', waiting)) do
        local key = 'lighterman:event:' .. other
        if redis.call('HDEL', key, 'claimed') == 1 then redis.call('HINCRBY', key, 'died', 1) end
        local died = tonumber(redis.call('HGET', key, 'died') or '0')
        if redis.call('EXISTS', key) == 0 then
          redis.call('SREM', waiting, other)
          redis.call('ZREM', KEYS[1], other)
        elseif died >= tonumber(ARGV[5]) then
          redis.call('HSET', key, 'state', 'dead')
          redis.call('SREM', waiting, other)
          redis.call('ZREM', KEYS[1], other)
          redis.call('ZADD', KEYS[2], now, other)
        else
          if died > 0 then suspect = true end
          ids[#ids + 1] = other
        end
      end
      if #ids > 0 and not (suspect and taken > 0) then
        redis.call('SET', lease_key, ARGV[3], 'PX', math.floor(lease * 1000))
        local batch = {subject, redis.call('HGET', 'lighterman:rest:' .. subject, 'failures') or '0'}
        for _, other in ipairs(ids) do
          local key = 'lighterman:event:' .. other
          redis.call('HSET', key, 'claimed', '1')
          redis.call('ZADD', KEYS[1], now + lease, other)
          batch[#batch + 1] = other
          batch[#batch + 1] = redis.call('HGET', key, 'packed')
          batch[#batch + 1] = redis.call('HGET', key, 'order')
        end
        taken = taken + #ids
        mine[subject] = true
        batches[#batches + 1] = batch
        if suspect then break end
      end
    end
  end
end
return batches
"""
"""Returns a list per subject: subject, its failures in a row, then id, packed, order of each event.

An event that was claimed and never finished has died once; it is handed out alone, so that it can take no other
event with it, and after `deaths allowed` deaths it is a dead letter. A claim of one subject takes all that waits for
it, also what came last: one review covers them all.
"""

FINISH = """
-- KEYS: pending, lease, waiting, dead, rest; ARGV: token, now, keep seconds, then id, state of each event
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
for i = 4, #ARGV, 2 do
  local id, state = ARGV[i], ARGV[i + 1]
  local key = 'lighterman:event:' .. id
  redis.call('ZREM', KEYS[1], id)
  redis.call('SREM', KEYS[3], id)
  redis.call('HDEL', key, 'claimed')
  redis.call('HSET', key, 'state', state)
  if state == 'dead' then redis.call('ZADD', KEYS[4], ARGV[2], id) else redis.call('EXPIRE', key, ARGV[3]) end
end
redis.call('DEL', KEYS[2], KEYS[5])
return 1
"""
"""Fenced: only the holder of the lease may finish."""

POSTPONE = """
-- KEYS: pending, lease, rest; ARGV: token, due, failures to add, keep seconds, then ids
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
for i = 5, #ARGV do
  redis.call('HDEL', 'lighterman:event:' .. ARGV[i], 'claimed')
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[i])
end
if ARGV[3] ~= '0' then redis.call('HSET', KEYS[3], 'until', ARGV[2]) end
redis.call('HINCRBY', KEYS[3], 'failures', ARGV[3])
redis.call('EXPIRE', KEYS[3], ARGV[4])
redis.call('DEL', KEYS[2])
return 1
"""
"""Failures are counted per subject: events that come during an outage must neither skip its back-off nor add to it."""

REOPEN = """
-- KEYS: pending, dead; ARGV: now, then ids
for i = 2, #ARGV do
  local key = 'lighterman:event:' .. ARGV[i]
  local subject = redis.call('HGET', key, 'subject')
  if subject then
    redis.call('PERSIST', key)
    redis.call('HDEL', key, 'claimed')
    redis.call('HSET', key, 'state', 'new', 'died', 0)
    redis.call('DEL', 'lighterman:rest:' .. subject)
    redis.call('SADD', 'lighterman:waiting:' .. subject, ARGV[i])
    redis.call('ZADD', KEYS[1], ARGV[1], ARGV[i])
    redis.call('ZREM', KEYS[2], ARGV[i])
  end
end
return 1
"""

RENEW = """
-- KEYS: pending, lease; ARGV: token, now, lease seconds, then ids
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[2], math.floor(tonumber(ARGV[3]) * 1000))
for i = 4, #ARGV do redis.call('ZADD', KEYS[1], 'XX', ARGV[2] + ARGV[3], ARGV[i]) end
return 1
"""

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
