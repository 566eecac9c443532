import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const CONTROL_GROUPS = '/sys/fs/cgroup';
// Below a millisecond Linux refuses a quota.
const QUOTA_US = 2_000;

/** A share of a core that one process may use: a control group of its own, of version 1 or 2. */
export class CpuLimit {
  private readonly folder: string;
  private readonly isVersion2: boolean;

  /** @throws Error where control groups can't be made */
  constructor(pid: number) {
    this.isVersion2 = existsSync(path.join(CONTROL_GROUPS, 'cgroup.controllers'));
    this.folder = path.join(CONTROL_GROUPS, this.isVersion2 ? '' : 'cpu', `tradepost-bench-${pid}`);
    try {
      if (this.isVersion2) writeFileSync(path.join(CONTROL_GROUPS, 'cgroup.subtree_control'), '+cpu');
      mkdirSync(this.folder, { recursive: true });
      this.write('cgroup.procs', String(pid));
    } catch (cause) {
      throw new Error(
        `bench:scale limits CPU by control groups: run it on Linux, as root (${String(cause)})`,
        { cause },
      );
    }
  }

  /** `undefined` ends the limit. */
  set(share: number | undefined): void {
    const periodUs = share === undefined ? 100_000 : Math.round(QUOTA_US / share);
    if (this.isVersion2)
      return this.write('cpu.max', `${share === undefined ? 'max' : QUOTA_US} ${periodUs}`);
    // In this order a quota is never longer than its period.
    this.write('cpu.cfs_quota_us', '-1');
    this.write('cpu.cfs_period_us', String(periodUs));
    if (share !== undefined) this.write('cpu.cfs_quota_us', String(QUOTA_US));
  }

  /** After its process has ended. */
  remove(): void {
    rmdirSync(this.folder);
  }

  private write(file: string, text: string): void {
    writeFileSync(path.join(this.folder, file), text);
  }
}
