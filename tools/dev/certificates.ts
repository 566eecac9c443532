import path from 'node:path';
import { TestAuthority, writeCertificate } from '@tradepost/testing/certificates';
import { services } from './services.ts';
import type { Stack } from './stack.ts';

/** New certificates of a new authority for every service of the stack. @returns the settings of each app */
export function issueCertificates(stack: Stack): Map<string, Record<string, string>> {
  const authority = new TestAuthority();
  return new Map(
    services.map(({ app }) => {
      const certificate = authority.issue({ uri: `spiffe://tradepost.local/ns/${stack.name}/sa/${app}` });
      const files = writeCertificate(path.join(stack.folder, 'tls', app), certificate, authority.cert);
      return [
        app,
        {
          GRPC_TLS: 'mutual',
          GRPC_TLS_CERT_FILE: files.certFile,
          GRPC_TLS_KEY_FILE: files.keyFile,
          GRPC_TLS_CA_FILE: files.caFile,
        },
      ];
    }),
  );
}
