import { gauge } from '../declaration.ts';

export const tls = {
  expiry: gauge({
    name: 'tls_certificate_expiry_timestamp_seconds',
    help: 'When the certificate that is in use ends; only with GRPC_TLS=mutual',
    labels: { certificate: ['server', 'client', 'ca'] },
    aggregation: 'max',
  }),
};
