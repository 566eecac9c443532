#!/bin/sh
# The policies of agents and services, and a token for each; the secret ids are those of the environment. Safe to run
# again: policies are written anew, tokens that exist stay.
set -eu

until consul acl token read -self >/dev/null 2>&1; do
  echo "waiting for a leader that knows the management token"
  sleep 2
done

# name, rules, secret id
allow() {
  consul acl policy create -name "$1" -rules "$2" >/dev/null 2>&1 ||
    consul acl policy update -name "$1" -rules "$2" >/dev/null
  CONSUL_HTTP_TOKEN=$3 consul acl token read -self >/dev/null 2>&1 ||
    consul acl token create -description "$1" -policy-name "$1" -secret "$3" >/dev/null
  echo "$1: policy and token"
}

read_all='service_prefix "" { policy = "read" } node_prefix "" { policy = "read" }'

allow agents 'node_prefix "" { policy = "write" } service_prefix "" { policy = "read" }' "$CONSUL_AGENT_TOKEN"
allow product "service \"product\" { policy = \"write\" } $read_all" "$PRODUCT_CONSUL_TOKEN"
allow user "service \"user\" { policy = \"write\" } $read_all" "$USER_CONSUL_TOKEN"
allow cart "service \"cart\" { policy = \"write\" } $read_all" "$CART_CONSUL_TOKEN"
allow order "service \"order\" { policy = \"write\" } $read_all" "$ORDER_CONSUL_TOKEN"
allow gateway "$read_all" "$GATEWAY_CONSUL_TOKEN"
