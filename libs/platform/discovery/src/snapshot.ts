import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reasonOf } from './reason-of.ts';
import type { Instance, Log } from './discovery.ts';

/** The last known instances on disk, for a start while the registry is unavailable. One file per process. */
export class Snapshot {
  private readonly file: string;
  private readonly log: Log;
  private services: Record<string, readonly Instance[]>;
  private writing: Promise<void> | undefined;
  private isDirty = false;
  private isFailing = false;

  constructor(file: string, log: Log) {
    this.file = file;
    this.log = log;
    this.services = this.read();
  }

  recall(service: string): readonly Instance[] {
    return this.services[service] ?? [];
  }

  /** Empty sets are not stored: they would not help the next start. */
  remember(service: string, instances: readonly Instance[]): void {
    if (instances.length === 0) return;
    this.services = { ...this.services, [service]: instances };
    this.isDirty = true;
    this.writing ??= this.write().finally(() => (this.writing = undefined));
  }

  /** Resolves when everything so far is on disk or could not be written. */
  async flush(): Promise<void> {
    await this.writing;
  }

  private read(): Record<string, readonly Instance[]> {
    try {
      const saved: unknown = JSON.parse(readFileSync(this.file, 'utf8'));
      return isSaved(saved) ? saved.services : {};
    } catch {
      return {}; // Absent or damaged: the registry will provide the instances.
    }
  }

  /** Atomic: a reader sees the old file or the new one. */
  private async write(): Promise<void> {
    while (this.isDirty) {
      this.isDirty = false;
      try {
        mkdirSync(dirname(this.file), { recursive: true });
        const scratch = `${this.file}.${process.pid}.tmp`;
        await writeFile(scratch, JSON.stringify({ format: 1, services: this.services }));
        await rename(scratch, this.file);
        this.isFailing = false;
      } catch (error) {
        if (!this.isFailing)
          this.log('warn', 'cannot write the discovery snapshot', { reason: reasonOf(error) });
        this.isFailing = true;
      }
    }
  }
}

function isSaved(value: unknown): value is { services: Record<string, readonly Instance[]> } {
  if (typeof value !== 'object' || value === null) return false;
  if (!('format' in value) || value.format !== 1 || !('services' in value)) return false;
  const services = value.services;
  return typeof services === 'object' && services !== null && Object.values(services).every(Array.isArray);
}
