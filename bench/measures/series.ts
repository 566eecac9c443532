/** Sum of a series' samples in the text of `/metrics`, of those whose labels contain `part`. */
export function total(text: string, name: string, part = ''): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && line.includes(part))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
