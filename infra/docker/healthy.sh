#!/bin/bash
# Exit code 0 when the service wants traffic. In bash alone: asked every few seconds, another Node would be dear.
exec 3<>"/dev/tcp/127.0.0.1/${OPS_PORT}" || exit 1
printf 'GET /health/ready HTTP/1.0\r\n\r\n' >&3
read -r -t 2 status <&3
[[ $status == *' 200 '* ]]
