"""The steps on the board that must happen whole or not at all: Lua, which Redis runs without anything in between.

Keys of one pass share a prefix; see `board.Board` for what each holds.
"""

# KEYS: asked, tasks, waiting, turn. ARGV: id, root, body, priority. A task is added once a pass; 1 when it was new.
PUSH = """
if redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
redis.call('ZADD', KEYS[3], redis.call('INCR', KEYS[4]) - tonumber(ARGV[4]) * 1e9, ARGV[1])
return 1
"""

# KEYS: tasks, waiting, in_hand. ARGV: worker. The next task is in the worker's hand in the moment it leaves the queue.
TAKE = """
while true do
  local next = redis.call('ZPOPMIN', KEYS[2])
  if #next == 0 then return false end
  local body = redis.call('HGET', KEYS[1], next[1])
  if body then
    redis.call('HSET', KEYS[3], next[1], ARGV[1])
    return {next[1], body}
  end
end
"""

# KEYS: tasks, waiting, in_hand, tries, counts, held. ARGV: prefix of the workers' signs of life, most tries, own name, what
# that worker knows to have in hand (JSON). What silent workers had in hand waits again; so does what this one was given
# without hearing it, its connection cut in between. What several workers fell silent over is given up and counted as an error.
RECLAIM = """
local back, known = 0, {}
for _, id in ipairs(cjson.decode(ARGV[4])) do known[id] = true end
local hands = redis.call('HGETALL', KEYS[3])
for i = 1, #hands, 2 do
  local id, worker = hands[i], hands[i + 1]
  if worker == ARGV[3] then
    if not known[id] then
      redis.call('HDEL', KEYS[3], id)
      redis.call('ZADD', KEYS[2], 0, id)
      back = back + 1
    end
  elseif redis.call('EXISTS', ARGV[1] .. worker) == 0 then
    redis.call('HDEL', KEYS[3], id)
    redis.call('SREM', KEYS[6], id)
    if redis.call('HINCRBY', KEYS[4], id, 1) >= tonumber(ARGV[2]) then
      redis.call('HDEL', KEYS[1], id)
      redis.call('HINCRBY', KEYS[5], 'errors', 1)
    else
      redis.call('ZADD', KEYS[2], 0, id)
      back = back + 1
    end
  end
end
return back
"""

# KEYS: slot, pause. ARGV: pace in ms, who. 0 when the site may be asked now, else how long to wait (ms). The value says
# how long a key was set for: one that lives longer than that has met a clock that was set back, and is overruled.
TURN = """
local longest = 0
for i = 1, 2 do
  local left = redis.call('PTTL', KEYS[i])
  if left > 0 then
    local set_for = tonumber(redis.call('GET', KEYS[i])) or 0
    if left <= set_for and left > longest then longest = left end
  end
end
if longest > 0 then return longest end
if tonumber(ARGV[1]) > 0 then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[1]) end
return 0
"""

# KEYS: pause. ARGV: ms. The longer of two pauses holds.
PAUSE = """
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[1]) end
return 0
"""

# KEYS: waiting, in_hand, held. 2: nothing left at all; 1: only what doubtful items hold; 0: there is work.
STAGE = """
if redis.call('ZCARD', KEYS[1]) > 0 then return 0 end
local hands = redis.call('HLEN', KEYS[2])
if hands == 0 then return 2 end
if hands == redis.call('SCARD', KEYS[3]) then return 1 end
return 0
"""

# KEYS: lock. ARGV: who. Let go of a lock that is still ours.
RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""
