# Part of start.sh and sentinel.sh, for a Redis among REDIS_PEERS; SELF is this one's host.

# The host of the master by the first sentinel that answers; empty when none does.
named_master() {
  for host in $REDIS_PEERS; do
    found=$(REDISCLI_AUTH=$REDIS_SENTINEL_PASSWORD timeout 2 redis-cli -h "$host" -p 26379 \
      sentinel get-master-addr-by-name tradepost 2>/dev/null | head -n 1) || true
    case $found in '' | *' '*) ;; *) echo "$found" && return ;; esac
  done
}

if [ -z "${IS_SENTINEL:-}" ]; then
  # The replicas of a master that comes back empty have what it had: it waits until one of them is the master.
  waited=0
  while [ "$(named_master)" = "$SELF" ] && [ $waited -lt "${FAILOVER_WAIT_SECONDS:-60}" ]; do
    echo "this was the master and is empty now: waiting for the failover"
    waited=$((waited + 1))
    sleep 1
  done
  master=$(named_master)
  [ -n "$master" ] || master=${REDIS_PEERS%% *}
  {
    echo "user replica on >$REDIS_REPLICATION_PASSWORD resetkeys resetchannels -@all +psync +replconf +ping"
    echo "user sentinel on >$REDIS_SENTINEL_PASSWORD resetkeys allchannels -@all +multi +exec +slaveof +replicaof +ping\
 +subscribe +publish +info +role +config|rewrite +client|setname +client|kill +script|kill"
  } >> "$run/users.acl"
  {
    echo "replica-announce-ip $SELF"
    echo "masteruser replica"
    echo "masterauth $REDIS_REPLICATION_PASSWORD"
    # A master cut off from its replicas stops taking writes that would be lost.
    echo "min-replicas-to-write 1"
    echo "min-replicas-max-lag 10"
    [ "$master" = "$SELF" ] || echo "replicaof $master 6379"
  } >> "$run/redis.conf"
fi
