#!/bin/sh
# Redis with one user per service, which may use its own keys only; passwords come from the environment and are written
# to memory that only this process reads. With REDIS_PEERS (hosts, the first one starts as master) it is one of several
# that sentinels look after: components/redis-sentinel.
set -eu
umask 077
run=${RUN_FOLDER:-/run/redis}
conf=${CONF_FOLDER:-/etc/redis}

# name, password, keys and channels. No command that reads or changes more than these, except INFO (ready checks) and
# CLIENT UNBLOCK (ends the wait of a consumer that stops).
service() {
  [ -n "$2" ] || { echo "the password of the Redis user $1 is empty" >&2; exit 1; }
  echo "user $1 on >$2 resetkeys resetchannels $3 +@all -@admin -@dangerous +info +client|unblock"
}
{
  echo "user default off"
  echo "user probe on nopass resetkeys resetchannels -@all +ping"
  service product "$PRODUCT_REDIS_PASSWORD" "~events:product ~events:product:* &relays:product"
  service order "$ORDER_REDIS_PASSWORD" "~events:order ~events:order:* &relays:order"
  service cart "$CART_REDIS_PASSWORD" "~events:order ~events:cart ~events:cart:* ~events:dead-groups &relays:cart"
  service gateway "$GATEWAY_REDIS_PASSWORD" "~limit:* %R~events:product %R~events:order ~events:*:dead\
 ~events:*:again ~events:*:discarded ~events:dead-groups ~events:dead-keys:*"
} > "$run/users.acl"
cat "$conf/redis.conf" > "$run/redis.conf"
echo "aclfile $run/users.acl" >> "$run/redis.conf"
[ -z "${REDIS_PEERS:-}" ] || . "$conf/replicate.sh"
exec redis-server "$run/redis.conf" "$@"
