#!/usr/bin/env bash
# Prepares Elasticsearch before the first line arrives, or Kibana when it answers. May be run again at any time.
set -euo pipefail
folder=$(dirname "$0")

# Quotes and backslashes of a password mean themselves, in curl's configuration as in JSON.
escaped() {
  local text=${1//\\/\\\\}
  printf '%s' "${text//\"/\\\"}"
}

# Ends with the server's own words when it refuses. The password comes by a file descriptor, not by arguments that everyone can list.
ask() {
  local method=$1 url=$2
  shift 2
  curl --silent --show-error --fail-with-body --request "$method" "$url" "$@" \
    --config <(printf 'user = "elastic:%s"\n' "$(escaped "$ELASTIC_PASSWORD")")
  echo
}

json() { ask "$1" "$ELASTICSEARCH_URL/$2" --header 'content-type: application/json' --data "$3"; }

case ${1:?elasticsearch or kibana} in
  elasticsearch)
    json PUT _ilm/policy/logs-tradepost "@$folder/ilm-policy.json"
    json PUT _index_template/logs-tradepost "@$folder/index-template.json"
    json PUT _security/role/tradepost_filebeat "@$folder/filebeat-role.json"
    json PUT _security/user/tradepost_filebeat "{\"password\":\"$(escaped "$FILEBEAT_PASSWORD")\",\"roles\":[\"tradepost_filebeat\"]}"
    # The operator of Elastic sets this one itself.
    [ -z "${KIBANA_PASSWORD:-}" ] || json POST _security/user/kibana_system/_password "{\"password\":\"$(escaped "$KIBANA_PASSWORD")\"}"
    ;;
  kibana)
    ask POST "$KIBANA_URL/api/saved_objects/_import?overwrite=true" \
      --header 'kbn-xsrf: true' --form "file=@$folder/saved-objects.ndjson"
    ;;
  *)
    echo "Usage: setup.sh elasticsearch|kibana" >&2
    exit 2
    ;;
esac
