#!/bin/bash
# The dead man's switch of a PostgreSQL primary: when the deadline that it was last told passes, it
# kills every server process of one data directory, and ends.
#
#   matriarch-guard-VERSION.sh DATA_DIR EPOCH DEADLINE_MS [PID_OF_A_GUARD_THAT_THIS_ONE_REPLACES ...]
#
# stdin and stdout are pipes. It opens both for reading and writing, so that neither ends with the
# agent; a later agent reaches them as /proc/PID/fd/3 and /proc/PID/fd/4. They are pipes and no
# FIFOs, since reading a FIFO sets a time stamp in its file system, and waits where that disk hangs.
# stderr is a log file, written to only after the work is done, for the same reason.
#
# It calls nothing but builtins and so never forks: it must work where fork fails.
#
# Deadlines are milliseconds of CLOCK_BOOTTIME, as in /proc/uptime, so that neither a step of the
# time of day nor a suspended host moves them. Messages, one a line:
#   deadline EPOCH MS   count towards MS
#   hold EPOCH          stop counting until the next deadline
#   disarm EPOCH        end, without killing anything
#   tell NUMBER         answer "counting|held|firing NUMBER EPOCH MS"
# Messages with an older epoch than the one it counts for are ignored, and so is everything else.

# SIGQUIT lets the server close its connections and shared memory: it takes some 20 ms. SIGKILL
# leaves 200 ms for an idle bash to be scheduled and for the kernel to tear the processes down.
QUIT_LEAD_MS=400
KILL_LEAD_MS=200
# Time for reading what waits in the pipe at the deadline. An agent sends a message or two a second and
# stops when they are not read: more than that are a flood, and must not put off the deadline.
DRAIN_MS=100
# Answers that an empty pipe of 64 KiB holds, of 60 bytes each.
ANSWER_LIMIT=1000
LONG_MS=1000
MS='[0-9]{1,15}'

# Sets now_ms. The clock shows hundredths, rounded down: one is added, so that every error is early.
clock() {
  local up
  read -r up _ </proc/uptime
  now_ms=$((10#${up/./} * 10 + 10))
}

# True where $1 is a server process of the data directory. A zombie has no working directory.
is_target() {
  local comm
  { read -r comm <"/proc/$1/comm"; } 2>/dev/null || return 1
  [[ ($comm == postgres || $comm == postmaster) && /proc/$1/cwd -ef /proc/$$/fd/5 ]]
}

# Adds to known every process of the data directory. The postmaster is found like its children: its
# pid file would have to be read from a disk that may hang.
scan() {
  local proc
  known=()
  for proc in /proc/[0-9]*; do
    if is_target "${proc#/proc/}"; then
      known+=("${proc#/proc/}")
    fi
  done
}

# Sends $1 to those of known that still are targets, and keeps these.
signal() {
  local pid left=()
  for pid in "${known[@]}"; do
    if is_target "$pid" && kill -s "$1" "$pid" 2>/dev/null; then
      left+=("$pid")
    fi
  done
  known=("${left[@]}")
}

tell() {
  # An agent reads what it asked for; answers that nobody read must not fill the pipe and block the
  # guard. One that answers no more is replaced by the next agent, by a new one that does.
  ((++answers > ANSWER_LIMIT)) && return
  printf '%s %s %s %s\n' "$state" "$1" "$epoch" "$deadline_ms" >&4
}

obey() {
  local number
  if [[ $1 =~ ^tell\ ($MS)$ ]]; then
    tell "${BASH_REMATCH[1]}"
  elif [[ $1 =~ ^(deadline|hold|disarm)\ ($MS)(\ ($MS))?$ ]]; then
    number=$((10#${BASH_REMATCH[2]}))
    if ((number < epoch)); then
      return
    fi
    case ${BASH_REMATCH[1]}${BASH_REMATCH[3]:+ to} in
      disarm) exit 0 ;;
      hold) [[ $state == firing ]] || { epoch=$number && state=held; } ;;
      'deadline to')
        if [[ $state != firing ]]; then
          epoch=$number
          deadline_ms=$((10#${BASH_REMATCH[4]}))
          state=counting
        fi
        ;;
    esac
  fi
}

# Waits up to $1 ms for a message and obeys it.
#
# A read with a time limit is only for long waits, and ends well before the time is up: bash sets an
# alarm and then reads, and an alarm that comes before the read waits for ever. That was seen in some of
# a hundred starts with a limit of 10 ms. The rest is waited for by looking, at the cost of a processor.
listen() {
  local line seconds until_ms
  if (($1 >= LONG_MS)); then
    printf -v seconds '%d.%03d' $((($1 - LONG_MS / 2) / 1000)) $((($1 - LONG_MS / 2) % 1000))
    if read -r -n 128 -t "$seconds" -u 3 line; then
      obey "$line"
    fi
    return
  fi
  clock
  until_ms=$((now_ms + $1))
  while ! read -r -t 0 -u 3; do
    clock
    if ((now_ms >= until_ms)); then
      return
    fi
  done
  # There is something, in whole lines, and nobody else reads it.
  if read -r -n 128 -u 3 line; then
    obey "$line"
  fi
}

# Returns when the deadline is QUIT_LEAD_MS away. What the agent has said in time counts, even where
# this process was kept from reading it: so waiting messages come first.
count() {
  local due_ms=0 left_ms
  while :; do
    if [[ $state == held ]]; then
      listen 3600000
      continue
    fi
    clock
    left_ms=$((deadline_ms - QUIT_LEAD_MS - now_ms))
    if ((left_ms > 0)); then
      due_ms=0
      listen $((left_ms < 3600000 ? left_ms : 3600000))
    elif ((due_ms == 0 || now_ms - due_ms < DRAIN_MS)) && read -r -t 0 -u 3; then
      due_ms=$((due_ms == 0 ? now_ms : due_ms))
      listen 10
    else
      return
    fi
  done
}

fire() {
  local pause_ms=10 first_ms quit=none killed=none
  state=firing
  clock
  first_ms=$now_ms
  scan
  if ((${#known[@]} && now_ms < deadline_ms - KILL_LEAD_MS)); then
    quit="${known[*]}"
    signal QUIT
    while ((${#known[@]} && now_ms < deadline_ms - KILL_LEAD_MS)); do
      listen 10
      signal 0
      clock
    done
  fi
  # The known ones first: looking through a long process table takes time.
  while :; do
    if ((${#known[@]})); then
      killed="${known[*]}"
      signal KILL
    fi
    scan
    ((${#known[@]})) || break
    signal KILL
    listen $pause_ms
    # Something that the kernel cannot end is waiting for a device; nothing but patience helps.
    pause_ms=$((pause_ms < 2000 ? pause_ms * 2 : pause_ms))
  done
  clock
  printf '%(%Y-%m-%dT%H:%M:%SZ)T guard %s fired: epoch %s, began %s ms and was done %s ms before the deadline, SIGQUIT to %s, SIGKILL to %s\n' \
    -1 $$ "$epoch" $((deadline_ms - first_ms)) $((deadline_ms - now_ms)) "$quit" "$killed" >&2
}

refuse() {
  printf '%(%Y-%m-%dT%H:%M:%SZ)T guard %s does not start: %s\n' -1 $$ "$1" >&2
  exit 3
}

# One guard for a data directory. Of two that start at once at least one sees the other.
refuse_second() {
  local proc pid args i comm
  for proc in /proc/[0-9]*; do
    pid=${proc#/proc/}
    { read -r comm <"$proc/comm"; } 2>/dev/null || continue
    if [[ $comm != bash || $pid == "$$" || " $replaced " == *" $pid "* ]]; then
      continue
    fi
    args=()
    { mapfile -d '' -t args <"$proc/cmdline"; } 2>/dev/null
    for ((i = 0; i + 1 < ${#args[@]} && i < 8; i++)); do
      if [[ ${args[i]} == *matriarch-guard-*.sh && ${args[i + 1]} == "$data" ]]; then
        refuse "guard $pid counts for $data"
      fi
    done
  done
}

main() {
  local open fd
  trap '' TERM INT HUP QUIT USR1 USR2 PIPE TSTP TTIN TTOU XFSZ
  export LC_ALL=C TZ=UTC
  if (($# < 3)) || [[ ! $2 =~ ^$MS$ || ! $3 =~ ^$MS$ ]]; then
    refuse "usage: DATA_DIR EPOCH DEADLINE_MS [REPLACED_PID ...]"
  fi
  data=$1
  epoch=$((10#$2))
  deadline_ms=$((10#$3))
  replaced="${*:4}"
  state=counting
  answers=0
  for open in "/proc/$$/fd/"*; do
    fd=${open##*/}
    # 255 is this script.
    if ((fd > 2 && fd != 255)); then
      exec {fd}>&-
    fi
  done
  cd / || refuse "cannot change to /"
  # Held open: it is still the same directory when its path is renamed, and is looked at without disk.
  { exec 5<"$data"; } 2>/dev/null || refuse "cannot open the data directory $data"
  [[ -d $data ]] || refuse "$data is no directory"
  { exec 3<>"/proc/$$/fd/0" 4<>"/proc/$$/fd/1"; } 2>/dev/null || refuse "stdin and stdout must be pipes"
  exec 0</dev/null 1>/dev/null
  refuse_second
  tell 0
  count
  fire
  exit 0
}

main "$@"
