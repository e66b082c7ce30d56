# Runs one program for a parent that may die at any moment, and cleans up after both.
#
#   sh -c "$(this text)" supervise MODE DEATH_SIGNAL LOG REMOVE PROGRAM [ARGUMENT...]
#
# MODE detached: starts the program, prints its process id and returns; the program lives on.
# MODE watched:  prints the process id, and `exit CODE` once the program has ended. Standard input is the
#                line to the parent: a signal's name is sent on to the program; `release` ends the watch.
#                When it closes, the parent is done or dead: DEATH_SIGNAL is sent, SIGKILL ten seconds
#                later, and the folder REMOVE (if not empty) is deleted.
mode=$1 death=$2 log=$3 remove=$4
shift 4

if [ "$mode" = detached ]; then
    "$@" </dev/null >>"$log" 2>&1 &
    echo "$!"
    exit 0
fi

exec 3<&0 </dev/null
"$@" 3<&- >>"$log" 2>&1 &
program=$!
echo "$program"
# The shell would announce how the program ended on its parent's terminal.
exec 2>/dev/null

{
    while read -r signal; do
        kill -s "$signal" "$program"
    done <&3
    kill -s "$death" "$program"
    waited=0
    while [ "$waited" -lt 100 ] && kill -0 "$program"; do
        sleep 0.1
        waited=$((waited + 1))
    done
    kill -s KILL "$program"
} >/dev/null &
listener=$!

# The shell itself would say "Killed" on our parent's terminal.
wait "$program" 2>/dev/null
code=$?
# The process id may belong to another process from now on: nobody may signal it any more.
kill -s KILL "$listener"
wait "$listener"
echo "exit $code"

while read -r line; do
    [ "$line" = release ] && exit 0
done <&3
[ -z "$remove" ] || rm -rf -- "$remove"
