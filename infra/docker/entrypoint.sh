#!/bin/sh
# Other services reach a container by its own address. A cluster sets it; elsewhere the container looks it up.
set -eu
if [ -z "${ADVERTISE_HOST:-}" ]; then
  ADVERTISE_HOST=$(hostname -i | cut -d' ' -f1)
  export ADVERTISE_HOST
fi
exec "$@"
