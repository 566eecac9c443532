#!/bin/sh
# Writes the secret part of the configuration to memory that only this process reads, not into arguments; then becomes
# Consul. Only servers get CONSUL_MANAGEMENT_TOKEN.
set -eu
umask 077
secrets=${SECRETS_FOLDER:-/secrets}/secrets.json
management=${CONSUL_MANAGEMENT_TOKEN:+"\"initial_management\": \"$CONSUL_MANAGEMENT_TOKEN\", "}
cat > "$secrets" <<JSON
{ "encrypt": "$CONSUL_GOSSIP_KEY", "acl": { "tokens": { $management"agent": "$CONSUL_AGENT_TOKEN" } } }
JSON
unset CONSUL_GOSSIP_KEY CONSUL_MANAGEMENT_TOKEN CONSUL_AGENT_TOKEN
exec consul agent "$@" -config-file="$secrets"
