import { atMost, gauge } from '../declaration.ts';

export const tls = {
  expiry: gauge({
    name: 'tls_certificate_expiry_timestamp_seconds',
    help: 'When a certificate ends: those in use with GRPC_TLS=mutual, and those of TLS_CERTIFICATE_FILES',
    labels: { certificate: atMost(8, 'names: server, client, ca, and those of TLS_CERTIFICATE_FILES') },
    aggregation: 'max',
  }),
};
