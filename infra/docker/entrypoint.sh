#!/bin/sh
# Neighbours reach a container by its own address; a cluster says it itself, elsewhere the container knows best.
set -eu
if [ -z "${ADVERTISE_HOST:-}" ]; then
  ADVERTISE_HOST=$(hostname -i | cut -d' ' -f1)
  export ADVERTISE_HOST
fi
exec "$@"
