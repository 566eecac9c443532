import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { onPath } from '../../tools/dev/parts/part.ts';

interface Asked {
  what: string;
  login: string;
  body: string;
}

const PASSWORDS = { ELASTIC_PASSWORD: 'a"b:c\\d', FILEBEAT_PASSWORD: 'f"\\x', KIBANA_PASSWORD: 'k$1' };

(onPath('curl') ? describe : describe.skip)('setup.sh', () => {
  it('prepares Elasticsearch with passwords of any characters', async () => {
    const { asked, code } = await setup(200);
    expect(code).toBe(0);
    expect(new Set(asked.map(({ login }) => login))).toEqual(new Set(['elastic:a"b:c\\d']));
    expect(asked.map(({ what }) => what)).toEqual([
      'PUT /_ilm/policy/logs-tradepost',
      'PUT /_index_template/logs-tradepost',
      'PUT /_security/role/tradepost_filebeat',
      'PUT /_security/user/tradepost_filebeat',
      'POST /_security/user/kibana_system/_password',
    ]);
    expect(JSON.parse(asked[3]!.body)).toEqual({ password: 'f"\\x', roles: ['tradepost_filebeat'] });
    expect(JSON.parse(asked[4]!.body)).toEqual({ password: 'k$1' });
  });

  it('ends at the first refusal, with what the server said', async () => {
    const { asked, code, output } = await setup(400);
    expect(asked).toHaveLength(1);
    expect(code).not.toBe(0);
    expect(output).toContain('"said":400');
  });
});

async function setup(status: number): Promise<{ asked: Asked[]; code: number; output: string }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void read(request).then((one) => {
      asked.push(one);
      response.writeHead(status).end(`{"said":${status}}`);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const env = {
    ...process.env,
    ...PASSWORDS,
    ELASTICSEARCH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  const script = [path.join(import.meta.dirname, 'setup.sh'), 'elasticsearch'];
  const ended = await promisify(execFile)('bash', script, { env }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (fault: { code: number; stdout: string }) => ({ code: fault.code, output: fault.stdout }),
  );
  await new Promise((done) => server.close(done));
  return { asked, ...ended };
}

async function read(request: IncomingMessage): Promise<Asked> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const login = Buffer.from(request.headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString();
  return { what: `${request.method} ${request.url}`, login, body };
}
