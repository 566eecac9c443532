import type { InputOptions, OutputOptions } from 'rolldown';

export function bundling(app: string): InputOptions & { output: OutputOptions };
export function bundle(app: string): Promise<void>;
