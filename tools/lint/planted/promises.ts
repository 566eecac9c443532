export async function save(): Promise<void> {}

save();
setTimeout(save, 1);
await save.name;
