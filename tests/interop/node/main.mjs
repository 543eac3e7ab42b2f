// main.mjs STACK ENDPOINT COUNT: one call; prints what was sent and heard as JSON.
const [stack, endpoint, count] = process.argv.slice(2);
const { call } = await import(`./${stack}.mjs`);
const report = JSON.stringify(await call(endpoint, Number(count)));
process.stdout.write(`${report}\n`, () => process.exit(0)); // some of the stacks keep timers
