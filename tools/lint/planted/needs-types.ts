export async function save(): Promise<void> {}

save();
setTimeout(save, 1);
await save.name;
export const label = String({ id: 1 });
export const parsed: { id: number } = JSON.parse('{}');
export const sure = label as string;
export const { log } = new (class Loud {
  log(): void {}
})();
throw 'a text';
