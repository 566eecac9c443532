import { mkdirSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reasonOf } from './pace.ts';
import type { Instance, Log } from './discovery.ts';

/** What was last known, on disk, for a process that starts while the registry is away. One file per process. */
export class Snapshot {
  readonly #file: string;
  readonly #log: Log;
  #services: Record<string, readonly Instance[]>;
  #writing: Promise<void> | undefined;
  #isDirty = false;
  #isFailing = false;

  constructor(file: string, log: Log) {
    this.#file = file;
    this.#log = log;
    this.#services = this.#read();
  }

  recall(service: string): readonly Instance[] {
    return this.#services[service] ?? [];
  }

  /** Empty sets are not remembered: they would be of no use to whoever starts next. */
  remember(service: string, instances: readonly Instance[]): void {
    if (instances.length === 0) return;
    this.#services = { ...this.#services, [service]: instances };
    this.#isDirty = true;
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  /** Resolves when everything remembered so far is on disk, or could not be written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  #read(): Record<string, readonly Instance[]> {
    try {
      const saved: unknown = JSON.parse(readFileSync(this.#file, 'utf8'));
      return isSaved(saved) ? saved.services : {};
    } catch {
      return {}; // None yet, or torn by something other than us: the registry will tell.
    }
  }

  /** A reader sees the old file or the new one, never half of one. */
  async #write(): Promise<void> {
    while (this.#isDirty) {
      this.#isDirty = false;
      try {
        mkdirSync(dirname(this.#file), { recursive: true });
        const scratch = `${this.#file}.${process.pid}.tmp`;
        await writeFile(scratch, JSON.stringify({ format: 1, services: this.#services }));
        await rename(scratch, this.#file);
        this.#isFailing = false;
      } catch (error) {
        if (!this.#isFailing)
          this.#log('warn', 'the discovery snapshot cannot be written', { reason: reasonOf(error) });
        this.#isFailing = true;
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
