import { spawn, type ChildProcess } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from '@tradepost/testing/free-ports';
import { waitFor } from '@tradepost/testing/waiting';

/**
 * The Consul program: CONSUL_PROGRAM, `consul` on the PATH, or the dev stack's private copy; undefined if there is none.
 */
export function consulProgram(env: NodeJS.ProcessEnv): string | undefined {
  const onPath = (env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'consul'));
  const parts = path.join(import.meta.dirname, '../../../../../.local/parts');
  const kept = globSync(path.join(parts, 'consul-*/**/consul'));
  return env['CONSUL_PROGRAM'] ?? [...onPath, ...kept].find(isProgram);
}

function isProgram(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && stats.isFile() && (stats.mode & 0o111) !== 0;
}

/** A real Consul that the test may stop, kill and restart empty. */
export class PrivateConsul {
  readonly consulAddr: string;
  readonly dnsPort: number;
  private readonly program: string;
  private readonly ports: Record<string, number>;
  private folder = '';
  private hcl = '';
  private token = '';
  private process: ChildProcess | undefined;

  private constructor(
    program: string,
    ports: Record<'http' | 'dns' | 'server' | 'serf-lan' | 'serf-wan', number>,
  ) {
    this.program = program;
    this.ports = ports;
    this.consulAddr = `http://127.0.0.1:${ports.http}`;
    this.dnsPort = ports.dns;
  }

  /** @param hcl more of its configuration, and the token with which the spec reads */
  static async start(program: string, { hcl = '', token = '' } = {}): Promise<PrivateConsul> {
    const [http, dns, server, serfLan, serfWan] = await freePorts(5);
    if (!http || !dns || !server || !serfLan || !serfWan) throw new Error('no free ports');
    const consul = new PrivateConsul(program, {
      http,
      dns,
      server,
      'serf-lan': serfLan,
      'serf-wan': serfWan,
    });
    consul.hcl = hcl;
    consul.token = token;
    await consul.startEmpty();
    return consul;
  }

  /** Starts with an empty catalogue, and resolves when it has a leader. */
  async startEmpty(): Promise<void> {
    this.folder = mkdtempSync(path.join(tmpdir(), 'consul-'));
    const ports = Object.entries(this.ports).map(([name, port]) => `-${name}-port=${port}`);
    const local = ['-bind=127.0.0.1', '-client=127.0.0.1', '-node=private', `-data-dir=${this.folder}`];
    const single = [
      '-server',
      '-bootstrap-expect=1',
      `-hcl=performance { raft_multiplier = 1 } ${this.hcl}`,
      '-log-level=err',
    ];
    this.process = spawn(this.program, ['agent', ...single, ...local, ...ports], { stdio: 'ignore' });
    await waitFor(
      async () => {
        const headers = { 'X-Consul-Token': this.token };
        const response = await fetch(`${this.consulAddr}/v1/health/service/consul?passing`, { headers });
        const servers: unknown = await response.json();
        if (!Array.isArray(servers) || servers.length === 0) throw new Error('Consul has no leader yet');
      },
      { timeout: 20_000, interval: 50 },
    );
  }

  /** Stays connected but stops responding. */
  pause(): void {
    this.process?.kill('SIGSTOP');
  }

  resume(): void {
    this.process?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const consul = this.process;
    this.process = undefined;
    if (consul?.exitCode === null) {
      const exited = new Promise((resolve) => consul.once('exit', resolve));
      consul.kill('SIGKILL');
      await exited;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
