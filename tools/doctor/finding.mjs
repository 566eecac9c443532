/** What one check found. `problem` makes the command fail; `warning` is worth knowing. */
export const ok = (check, says) => ({ check, level: 'ok', says });

export const warning = (check, says, remedy) => ({ check, level: 'warning', says, remedy });

export const problem = (check, says, remedy) => ({ check, level: 'problem', says, remedy });

/** `2.1 GB` */
export function gigabytes(bytes) {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}

/** `3 min` */
export function duration(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
