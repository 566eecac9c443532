// Runs before a seed: DEMO=off leaves the demo data out, which is no failure.
if (process.env.DEMO === 'off') {
  console.log('DEMO=off: no demo data');
  process.exit(0);
}
