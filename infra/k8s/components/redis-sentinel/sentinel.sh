#!/bin/sh
# One of the sentinels that watch the master and promote a replica when it is gone.
set -eu
umask 077
run=${RUN_FOLDER:-/run/sentinel}
conf=${CONF_FOLDER:-/etc/redis}
IS_SENTINEL=yes
. "$conf/replicate.sh"
master=$(named_master)
[ -n "$master" ] || master=${REDIS_PEERS%% *}
cat > "$run/sentinel.conf" <<CONF
port 26379
requirepass $REDIS_SENTINEL_PASSWORD
sentinel sentinel-pass $REDIS_SENTINEL_PASSWORD
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip $SELF
# The same after every start: a new one would count as one sentinel more, of which a majority is needed.
sentinel myid $(printf %s "$SELF" | sha1sum | cut -c1-40)
sentinel monitor tradepost $master 6379 2
sentinel auth-user tradepost sentinel
sentinel auth-pass tradepost $REDIS_SENTINEL_PASSWORD
sentinel down-after-milliseconds tradepost ${DOWN_AFTER_MS:-5000}
# An election without a majority is repeated after twice this time.
sentinel failover-timeout tradepost 5000
sentinel parallel-syncs tradepost 1
CONF
exec redis-server "$run/sentinel.conf" --sentinel "$@"
